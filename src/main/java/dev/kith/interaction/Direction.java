package dev.kith.interaction;

/** From whom it came, seen from the owner. */
public enum Direction {
    INBOUND,
    OUTBOUND,
    TWO_WAY
}
