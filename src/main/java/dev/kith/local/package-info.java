/**
 * PostgreSQL and Kafka inside the process, so that Kith runs where nothing is installed: for dev mode and tests only.
 * Nobody imports it, it is reached by name; what it needs is not in the package.
 */
package dev.kith.local;
