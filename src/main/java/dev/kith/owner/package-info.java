/** Who is asking, their settings, and the two layers that keep one owner's rows from another. Knows no contact. */
package dev.kith.owner;
