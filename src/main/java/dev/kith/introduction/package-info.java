/**
 * Introductions of two people to each other, the asks and names they come from, and what came of them. Whom the owner met
 * through one is kept with the contact; how far a chain of them reaches, {@code insight} tells.
 */
package dev.kith.introduction;
