package dev.kith.owner;

import java.time.Duration;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** Owners whose account this process knows to be open, so that it does not ask with each request. */
@ApplicationScoped
public class KnownOwners {

    private static final int MOST = 100_000;
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Cache<UUID, Boolean> known = Caffeine.newBuilder().maximumSize(MOST).expireAfterWrite(LIFE).build();

    public boolean contains(UUID ownerId) {
        return known.getIfPresent(ownerId) != null;
    }

    /** Known for a while; an owner who is forgotten costs one question more. */
    public void add(UUID ownerId) {
        known.put(ownerId, true);
    }

    public void remove(UUID ownerId) {
        known.invalidate(ownerId);
    }
}
