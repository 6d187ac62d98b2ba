/**
 * Faults on purpose: real processes that are killed, stopped and cut off from one another while many write and read, and a
 * checker that holds what became of it against what was promised. Shares no code with the service.
 */
package dev.kith.faults;
