/** The gapless log of everything that happened, and its way to Kafka. Owns the promise of order; knows no feature. */
package dev.kith.eventlog;
