/**
 * Bringing an address book in and taking it out: files of other programs and what they say about people. Who is who, and
 * what a contact may hold, {@code contact} decides.
 */
package dev.kith.exchange;
