/** Kith: a professional network that does not go cold. Starts the features; owns no rule. */
package dev.kith;
