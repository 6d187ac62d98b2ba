/**
 * Cadence, clock, cold spells and the sweep: when a relationship goes cold, and when it is warm again. Knows contacts by id.
 */
package dev.kith.warmth;
