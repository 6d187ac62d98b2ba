/** What this process is there for: serving requests, working for all owners, or both. Knows no feature. */
package dev.kith.process;
