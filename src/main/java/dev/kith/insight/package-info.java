/** What can be seen in a network over time. Reads what the other features keep; never writes. */
package dev.kith.insight;
