/**
 * Answers a repeated POST once: keeps keys, and the answers given to them, for seven days, and ids that clients made for ever.
 * Knows no feature.
 */
package dev.kith.idempotency;
