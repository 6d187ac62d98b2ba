package dev.kith.http;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.HttpHeaders;

import dev.kith.problem.Invalid;

/**
 * The value of {@code If-Match} or {@code If-None-Match}: RFC 9110, section 13.1.
 *
 * @param any {@code *} was sent
 */
record EntityTags(boolean any, List<EntityTag> tags) {

    private static final Pattern TAG = Pattern
            .compile("[ \\t]*(W/)?\"([\\x21\\x23-\\x7e\\x80-\\xff]*)\"[ \\t]*(,|$)|[ \\t]*(,|$)");

    record EntityTag(boolean weak, String opaque) {
    }

    /**
     * @return null when the header was not sent
     * @throws Invalid if it is something else than entity tags
     */
    static EntityTags of(HttpHeaders headers, String name) {
        var lines = headers.getRequestHeader(name);
        return lines == null || lines.isEmpty() ? null : of(String.join(",", lines), name);
    }

    /** @param place where it was sent */
    static EntityTags of(String text, String place) {
        var value = text.strip();
        if (value.equals("*")) {
            return new EntityTags(true, List.of());
        }
        var tags = new ArrayList<EntityTag>();
        var matcher = TAG.matcher(value);
        var end = 0;
        while (end < value.length() && matcher.find(end) && matcher.start() == end) {
            if (matcher.group(2) != null) {
                tags.add(new EntityTag(matcher.group(1) != null, matcher.group(2)));
            }
            end = matcher.end();
        }
        if (end < value.length() || tags.isEmpty()) {
            throw new Invalid(place, "This is a list of entity tags in double quotes, as \"7\", or *.");
        }
        return new EntityTags(false, tags);
    }

    /** Whether one of them is this tag, weak or not. */
    boolean match(String opaque) {
        return any || tags.stream().anyMatch(tag -> tag.opaque().equals(opaque));
    }
}
