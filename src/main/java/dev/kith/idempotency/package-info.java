/** Answers a repeated POST once: keeps keys, and the answers given to them, for seven days. Knows no feature. */
package dev.kith.idempotency;
