package dev.kith.eventlog;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.kith.problem.Invalid;

/**
 * Which of an owner's events are wanted.
 *
 * @param types these alone; all when it is empty
 * @param subject about this alone; null: whatever they are about
 */
public record EventFilter(Set<String> types, UUID subject) {

    private static final Pattern TYPE = Pattern.compile("dev\\.kith\\.[a-z]{1,40}\\.[a-z-]{1,40}\\.v[1-9][0-9]{0,3}");

    public static final EventFilter ALL = new EventFilter(Set.of(), null);

    public static EventFilter ofTypes(Set<String> types) {
        return new EventFilter(types, null);
    }

    /**
     * @param types of a request; one that there is not, or not yet, is that of no event
     * @throws Invalid if one of them can never be any
     */
    static EventFilter asked(List<String> types, UUID subject) {
        for (var type : types) {
            if (!TYPE.matcher(type).matches()) {
                throw new Invalid("?type", "This must be a type of event; asyncapi.yaml lists them.");
            }
        }
        return new EventFilter(Set.copyOf(types), subject);
    }

    boolean lets(LoggedEvent event) {
        return (types.isEmpty() || types.contains(event.type())) && (subject == null || subject.equals(event.subject()));
    }
}
