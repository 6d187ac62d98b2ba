package dev.kith.limit;

import java.time.Duration;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

/** The budgets of all owners or all addresses. One that was not touched for a window is full, so it can be forgotten. */
final class Budgets<K> {

    private final String name;
    private final int requests;
    private final Duration window;
    private final Cache<K, Budget> known;

    Budgets(String name, int requests, Duration window, int remembered) {
        this.name = name;
        this.requests = requests;
        this.window = window;
        this.known = Caffeine.newBuilder().maximumSize(remembered).expireAfterAccess(window).build();
    }

    Budget of(K key) {
        return known.get(key, anybody -> new Budget(name, requests, window));
    }

    boolean areLimited() {
        return requests > 0;
    }
}
