package dev.kith.owner;

import java.util.UUID;

import org.hibernate.context.spi.CurrentTenantIdentifierResolver;

import io.quarkus.arc.Arc;

/** First layer of tenancy: Hibernate adds the current owner to what it inserts and reads. Made by Hibernate, by name. */
public class OwnerTenant implements CurrentTenantIdentifierResolver<UUID> {

    /** Owns nothing: what Hibernate asks for outside requests, as at start, finds no row. */
    private static final UUID NOBODY = new UUID(0, 0);

    @Override
    public UUID resolveCurrentTenantIdentifier() {
        var container = Arc.container();
        if (container == null) {
            return NOBODY;
        }
        var id = container.instance(CurrentOwner.class).get().idOrNull();
        return id == null ? NOBODY : id;
    }

    @Override
    public boolean validateExistingCurrentSessions() {
        return true;
    }
}
