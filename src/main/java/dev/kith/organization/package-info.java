/**
 * The organizations of an owner, and how they are found again however they are spelt. Knows that people are there, and
 * nothing of who they are.
 */
package dev.kith.organization;
