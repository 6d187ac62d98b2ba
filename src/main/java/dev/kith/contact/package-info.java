/** Who the contacts of an owner are, and how they are tagged. Owns no rule of when they go cold. */
package dev.kith.contact;
