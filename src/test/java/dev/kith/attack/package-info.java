/**
 * Attacks on every operation of the contract, by category. An operation that is added without a valid request, which every
 * attack starts from, fails the build.
 */
package dev.kith.attack;
