package dev.kith.http;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Texts that stand for one thing, read strictly and alike in bodies, queries and paths.
 *
 * <p>
 * All of them throw {@link IllegalArgumentException} or {@link java.time.DateTimeException} on anything else.
 */
final class Scalars {

    static final String UUID_FORM = "a UUID, as 01976b1c-6f0e-7b8a-9c3d-2f1e0d9c8b7a";
    static final String INSTANT_FORM = "an instant with its offset (RFC 3339), as 2026-11-24T12:30:00Z";
    static final String DATE_FORM = "a date, as 2026-11-24";

    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern INSTANT_TEXT = Pattern.compile(
            "([0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2})(\\.[0-9]{1,9})?[0-9]*([Zz]|[+-][0-9]{2}:[0-9]{2})");
    private static final Pattern DATE_TEXT = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

    private Scalars() {
    }

    static UUID uuid(String text) {
        return UUID.fromString(matching(UUID_TEXT, text));
    }

    /** Cut to microseconds: more the database does not keep. */
    static Instant instant(String text) {
        var parts = INSTANT_TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not an instant");
        }
        var fraction = parts.group(2) == null ? "" : parts.group(2);
        var instant = OffsetDateTime.parse((parts.group(1) + fraction + parts.group(3)).toUpperCase(Locale.ROOT))
                .toInstant().truncatedTo(ChronoUnit.MICROS);
        if (instant.isBefore(FIRST) || !instant.isBefore(END)) {
            throw new IllegalArgumentException("not in the years 1 to 9999");
        }
        return instant;
    }

    static LocalDate date(String text) {
        var date = LocalDate.parse(matching(DATE_TEXT, text), DateTimeFormatter.ISO_LOCAL_DATE);
        if (date.getYear() < 1) {
            throw new IllegalArgumentException("not in the years 1 to 9999");
        }
        return date;
    }

    /** Whether PostgreSQL can keep it, and JSON carry it: no U+0000, no half of a surrogate pair. */
    static boolean isText(String text) {
        for (var i = 0; i < text.length(); i++) {
            var c = text.charAt(i);
            if (c == 0 || Character.isLowSurrogate(c)) {
                return false;
            }
            if (Character.isHighSurrogate(c)) {
                i++;
                if (i == text.length() || !Character.isLowSurrogate(text.charAt(i))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static String matching(Pattern pattern, String text) {
        if (!pattern.matcher(text).matches()) {
            throw new IllegalArgumentException("not of the form " + pattern);
        }
        return text;
    }
}
