package dev.kith.contact;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/**
 * Which of these contacts have had anything to do with something since an instant? Fired in the transaction of whoever wants to
 * know: whoever keeps something about contacts names those of them, by one statement.
 */
public record ContactsInUse(Collection<UUID> contactIds, Instant since, Set<UUID> found) {

    ContactsInUse(Collection<UUID> contactIds, Instant since) {
        this(contactIds, since, new HashSet<>());
    }

    public void found(Collection<UUID> inUse) {
        found.addAll(inUse);
    }
}
