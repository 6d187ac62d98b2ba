/**
 * Tells whoever is at an address what happens in an owner's log: one more reader of it, a place for each endpoint and no copy.
 * Knows no feature, and nothing of what events say.
 */
package dev.kith.webhook;
