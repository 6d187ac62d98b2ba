package dev.kith.contact;

/** @param recomputing how many contacts are being recomputed from now on */
record Recomputing(int recomputing) {
}
