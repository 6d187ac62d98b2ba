/** What happened between the owner and contacts, and what of it counts as contact. */
package dev.kith.interaction;
