package dev.kith.owner;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.context.ApplicationScoped;

/** Owners whose account this process knows to be open, so that it does not ask with each request. */
@ApplicationScoped
public class KnownOwners {

    private static final int MOST = 100_000;
    private static final Duration LIFE = Duration.ofMinutes(10);

    private final Map<UUID, Long> until = new ConcurrentHashMap<>();

    public boolean contains(UUID ownerId) {
        var end = until.get(ownerId);
        return end != null && end - System.nanoTime() > 0;
    }

    /** Known for a while. When there are too many, all others are forgotten: each costs one question more. */
    public void add(UUID ownerId) {
        if (until.size() >= MOST) {
            until.clear();
        }
        until.put(ownerId, System.nanoTime() + LIFE.toNanos());
    }

    public void remove(UUID ownerId) {
        until.remove(ownerId);
    }
}
