package dev.kith.owner;

import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;

/** Whom the current thread acts for: the caller of the HTTP request, or the owner a job works on. */
@ApplicationScoped
public class CurrentOwner {

    static final String ATTRIBUTE = "kith.owner";

    private final ThreadLocal<UUID> acting = new ThreadLocal<>();
    private final ThreadLocal<Footing> footing = ThreadLocal.withInitial(() -> Footing.BESIDE_OTHERS);
    private final SecurityIdentity identity;

    CurrentOwner(SecurityIdentity identity) {
        this.identity = identity;
    }

    /** @throws IllegalStateException if nobody is asking; resources are all authenticated, so this is a bug */
    public UUID id() {
        var id = idOrNull();
        if (id == null) {
            throw new IllegalStateException("no owner: neither in a request nor in a job");
        }
        return id;
    }

    /** Null when the identity is nobody's who has a network. */
    public static UUID of(SecurityIdentity identity) {
        return identity.getAttribute(ATTRIBUTE);
    }

    /** Runs work of a job in the name of an owner; nothing of it stays with the thread. */
    public <T> T acting(UUID ownerId, Supplier<T> work) {
        var before = acting.get();
        acting.set(ownerId);
        try {
            return work.get();
        } finally {
            if (before == null) {
                acting.remove();
            } else {
                acting.set(before);
            }
        }
    }

    /**
     * Runs work whose transaction is the only one of the current owner: it waits until all others have ended, and others wait
     * for it. Not to be called in a transaction.
     */
    public <T> T alone(Supplier<T> work) {
        return on(Footing.ALONE, work);
    }

    /**
     * Runs work whose transaction sees the current owner's rows as they are at one moment, whatever others do meanwhile. Not to
     * be called in a transaction.
     */
    public <T> T atOneMoment(Supplier<T> work) {
        return on(Footing.AT_ONE_MOMENT, work);
    }

    private <T> T on(Footing how, Supplier<T> work) {
        footing.set(how);
        try {
            return work.get();
        } finally {
            footing.remove();
        }
    }

    Footing footing() {
        return footing.get();
    }

    /** Whether it is a request that asks, and not a job. */
    boolean isAsking() {
        return acting.get() == null;
    }

    UUID idOrNull() {
        var id = acting.get();
        if (id == null && Arc.container().requestContext().isActive()) {
            id = of(identity);
        }
        return id;
    }
}
