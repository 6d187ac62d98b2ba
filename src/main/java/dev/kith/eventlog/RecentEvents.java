package dev.kith.eventlog;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;

/**
 * The newest events of all owners, as many as there is room for, and who waits for more. Whoever is further behind reads the
 * log; the two are the same wherever both have something.
 */
final class RecentEvents {

    /** Of a log that was not looked at yet. */
    private static final LogCursor NOWHERE = new LogCursor(new UUID(0, 0), 0);

    /** About what an event takes beside its data, in bytes. */
    private static final int OVERHEAD = 400;

    private final long room;
    private final Deque<LoggedEvent> all = new ArrayDeque<>();
    private final Map<UUID, Deque<LoggedEvent>> byOwner = new HashMap<>();
    private final Map<UUID, Set<Waiting>> waiting = new HashMap<>();
    private long taken;
    /** What is behind it, up to the end, is all here. */
    private LogCursor start = NOWHERE;
    private volatile LogCursor end = NOWHERE;
    private volatile boolean isClosed;

    /** @param room in bytes */
    RecentEvents(long room) {
        this.room = room;
    }

    private record Waiting(EventFilter filter, UniEmitter<? super Void> emitter) {

        void wake() {
            emitter.complete(null);
        }
    }

    LogCursor end() {
        return end;
    }

    /** Nobody waits any more: this replica stops. */
    void close() {
        isClosed = true;
        wakeAll();
    }

    boolean isClosed() {
        return isClosed;
    }

    private void wakeAll() {
        var woken = new ArrayList<Waiting>();
        synchronized (this) {
            waiting.values().forEach(woken::addAll);
            waiting.clear();
        }
        woken.forEach(Waiting::wake);
    }

    /** There is nothing here from before this place, if there was; and everybody had better look at the log. */
    void beginAt(LogCursor place) {
        synchronized (this) {
            all.clear();
            byOwner.clear();
            taken = 0;
            start = place;
            end = place;
        }
        wakeAll();
    }

    /**
     * Nothing of what led to this place is here: whoever waits and may have something there looks at the log, and so does
     * whoever
     * comes from before it.
     *
     * @param owners who may have something there; empty for everybody
     */
    void passTo(LogCursor place, Optional<Set<UUID>> owners) {
        var woken = new ArrayList<Waiting>();
        synchronized (this) {
            start = place;
            end = place;
            owners.map(Set::copyOf).orElseGet(() -> Set.copyOf(waiting.keySet()))
                    .forEach(owner -> woken.addAll(waiting.getOrDefault(owner, Set.of())));
            owners.ifPresentOrElse(waiting.keySet()::removeAll, waiting::clear);
        }
        woken.forEach(Waiting::wake);
    }

    /** @param events that follow the end, in their order */
    void add(List<LoggedEvent> events) {
        var woken = new ArrayList<Waiting>();
        synchronized (this) {
            for (var event : events) {
                all.add(event);
                byOwner.computeIfAbsent(event.ownerId(), owner -> new ArrayDeque<>()).add(event);
                taken += size(event);
                wakeBy(event, woken);
            }
            end = end.at(all.getLast().position());
            while (taken > room && all.size() > 1) {
                forget(all.remove());
            }
        }
        woken.forEach(Waiting::wake);
    }

    private void wakeBy(LoggedEvent event, List<Waiting> woken) {
        var those = waiting.get(event.ownerId());
        if (those != null && those.removeIf(one -> one.filter().lets(event) && woken.add(one)) && those.isEmpty()) {
            waiting.remove(event.ownerId());
        }
    }

    private void forget(LoggedEvent oldest) {
        var owners = byOwner.get(oldest.ownerId());
        owners.remove();
        if (owners.isEmpty()) {
            byOwner.remove(oldest.ownerId());
        }
        taken -= size(oldest);
        start = start.at(oldest.position());
    }

    private static long size(LoggedEvent event) {
        return OVERHEAD + event.data().length;
    }

    /** What is behind a place; empty when not all of it is here. */
    synchronized Optional<Stretch> after(UUID ownerId, LogCursor place, EventFilter filter, int most) {
        if (!hasAllAfter(place)) {
            return Optional.empty();
        }
        var found = new ArrayList<LoggedEvent>();
        for (var newestFirst = of(ownerId).descendingIterator(); newestFirst.hasNext();) {
            var event = newestFirst.next();
            if (event.position() <= place.position()) {
                break;
            }
            if (filter.lets(event)) {
                found.add(event);
            }
        }
        Collections.reverse(found);
        if (found.size() > most) {
            var first = List.copyOf(found.subList(0, most));
            return Optional.of(new Stretch(first, place.at(first.get(most - 1).position()), true, false));
        }
        return Optional.of(new Stretch(found, place.isBehind(end) ? end : place, false, false));
    }

    /** Completes when there is something behind a place, be it here or in the log; at once if that may be so already. */
    Uni<Void> news(UUID ownerId, LogCursor place, EventFilter filter) {
        return Uni.createFrom().emitter(emitter -> {
            var one = new Waiting(filter, emitter);
            synchronized (this) {
                if (!isClosed && hasAllAfter(place) && !isThereMore(ownerId, place, filter)) {
                    waiting.computeIfAbsent(ownerId, owner -> new HashSet<>()).add(one);
                    emitter.onTermination(() -> leave(ownerId, one));
                    return;
                }
            }
            one.wake();
        });
    }

    private synchronized void leave(UUID ownerId, Waiting one) {
        waiting.computeIfPresent(ownerId, (owner, those) -> those.remove(one) && those.isEmpty() ? null : those);
    }

    private boolean isThereMore(UUID ownerId, LogCursor place, EventFilter filter) {
        return of(ownerId).stream().anyMatch(event -> event.position() > place.position() && filter.lets(event));
    }

    private boolean hasAllAfter(LogCursor place) {
        return place.epoch().equals(end.epoch()) && !place.isBehind(start);
    }

    private Deque<LoggedEvent> of(UUID ownerId) {
        return byOwner.getOrDefault(ownerId, new ArrayDeque<>());
    }

    /** How many are waiting. */
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Set::size).sum();
    }
}
