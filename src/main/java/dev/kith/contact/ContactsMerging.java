package dev.kith.contact;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

/**
 * One contact is about to become part of another one. Fired in the transaction that does it, with both locked, before the
 * first one goes: whoever keeps something about it points it at the second one now, and says how much that was.
 */
public record ContactsMerging(UUID contactId, UUID intoId, Instant now, Map<What, Integer> counts) {

    public enum What {
        INTERACTION,
        INTRODUCTION,
        REMOVED_INTRODUCTION,
        ASK,
        NAME
    }

    public ContactsMerging(UUID contactId, UUID intoId, Instant now) {
        this(contactId, intoId, now, new EnumMap<>(What.class));
    }

    public void count(What what, int moved) {
        counts.merge(what, moved, Integer::sum);
    }

    int moved(What what) {
        return counts.getOrDefault(what, 0);
    }
}
