package dev.kith.organization;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/** Who works at an organization; which feature knows that, this package does not. In the caller's transaction. */
public interface Staff {

    Map<UUID, Headcount> count(Collection<UUID> organizationIds);

    /** Whether anybody works or worked there, the bin included. */
    boolean isAt(UUID organizationId);

    /** From now on who was at the first one is at the second one. */
    void move(UUID fromId, UUID intoId);

    /** Has the positions there carry the name of the organization, from the transaction's commit on. */
    void rename(UUID organizationId, Instant now);
}
