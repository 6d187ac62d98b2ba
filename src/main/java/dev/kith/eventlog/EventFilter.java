package dev.kith.eventlog;

import java.util.Set;
import java.util.UUID;

/**
 * Which of an owner's events are wanted.
 *
 * @param types these alone; all when it is empty
 * @param subject about this alone; null: whatever they are about
 */
public record EventFilter(Set<String> types, UUID subject) {

    public static final EventFilter ALL = new EventFilter(Set.of(), null);

    public static EventFilter ofTypes(Set<String> types) {
        return new EventFilter(types, null);
    }

    boolean lets(LoggedEvent event) {
        return (types.isEmpty() || types.contains(event.type())) && (subject == null || subject.equals(event.subject()));
    }
}
