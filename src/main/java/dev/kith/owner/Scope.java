package dev.kith.owner;

import java.util.List;

/** What a token lets its bearer do. The only roles there are: those a provider gives mean nothing here. */
public final class Scope {

    public static final String READ = "kith:read";
    public static final String WRITE = "kith:write";

    /** The log of what happened, page by page or as a stream. */
    public static final String EVENTS = "kith:events";

    /** How the service is, for those who operate it; nothing that belongs to an owner. */
    public static final String ADMIN = "kith:admin";

    /** All of them. A new one has to be listed here to be taken from a token. */
    public static final List<String> KNOWN = List.of(READ, WRITE, EVENTS, ADMIN);

    private Scope() {
    }
}
