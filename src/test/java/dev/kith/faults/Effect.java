package dev.kith.faults;

import java.util.UUID;

/**
 * What an operation does to the log: one event.
 *
 * @param subject null while nobody knows the id of what is made
 * @param to of an introduction, the status it gets; else null
 */
record Effect(String type, UUID subject, String to) {

    static final String CREATED = "dev.kith.contact.created.v1";
    static final String BINNED = "dev.kith.contact.binned.v1";
    static final String RESTORED = "dev.kith.contact.restored.v1";
    static final String ERASED = "dev.kith.contact.erased.v1";
    static final String LOGGED = "dev.kith.interaction.logged.v1";
    static final String REMOVED = "dev.kith.interaction.removed.v1";
    static final String MADE = "dev.kith.introduction.made.v1";
    static final String MOVED = "dev.kith.introduction.moved.v1";
    static final String INTRODUCTION_REMOVED = "dev.kith.introduction.removed.v1";
    static final String IMPORTED = "dev.kith.import.finished.v1";

    static Effect of(String type, UUID subject) {
        return new Effect(type, subject, null);
    }

    /** @param from the status before; null for a new one */
    static Effect introduction(UUID subject, String from, String to) {
        return new Effect("MADE".equals(to) && !"CLOSED".equals(from) ? MADE : MOVED, subject, to);
    }

    Effect on(UUID made) {
        return new Effect(type, made, to);
    }
}
