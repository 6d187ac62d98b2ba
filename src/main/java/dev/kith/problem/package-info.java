/** Refusals of every feature, and the one place that turns them, and the framework's own errors, into RFC 9457 answers. */
package dev.kith.problem;
