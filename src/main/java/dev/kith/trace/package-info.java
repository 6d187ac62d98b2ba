/** Traces: to which one something belongs, which are recorded, and what they tell. Knows nothing of any feature. */
package dev.kith.trace;
