package dev.kith.process;

public enum Role {
    /** Serves requests, one owner's rows at a time. */
    API,
    /** Sweeps, sequences, relays, sends and tidies up, for all owners. */
    WORKER
}
