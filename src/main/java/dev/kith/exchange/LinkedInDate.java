package dev.kith.exchange;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The days on which people connected, in the forms in which they are found in the wild. */
final class LinkedInDate {

    /**
     * {@code 05 Mar 2024} as LinkedIn writes it, and {@code 5-Mar-24} as Excel does when it saves the file. Two digits only
     * there: {@code 05 Mar 20} is what is left when the file was cut off.
     */
    private static final Pattern NAMED = Pattern.compile("([0-9]{1,2})[ -]([a-z]{3,9})(?: ([0-9]{4})|-([0-9]{4}|[0-9]{2}))");
    private static final Pattern ISO = Pattern.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})");

    /**
     * {@code 3/5/18, 10:12 AM} as LinkedIn wrote it until 2018, month first. Without a time it is somebody else's date,
     * month first or day first, and a wrong day is worse than none.
     */
    private static final Pattern TIMED = Pattern
            .compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}|[0-9]{2}),? [0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?: ?[ap]m)?");

    private static final List<String> MONTHS = List.of("january", "february", "march", "april", "may", "june", "july",
            "august", "september", "october", "november", "december");

    /** Nobody connected before: LinkedIn opened then. */
    private static final LocalDate OPENING = LocalDate.of(2003, 5, 5);

    private LinkedInDate() {
    }

    static Optional<LocalDate> read(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        try {
            return find(lower).filter(day -> !day.isBefore(OPENING));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static Optional<LocalDate> find(String text) {
        var named = NAMED.matcher(text);
        if (named.matches()) {
            var month = month(named.group(2));
            return month == 0 ? Optional.empty()
                    : Optional.of(LocalDate.of(year(named, named.group(3) == null ? 4 : 3), month, number(named, 1)));
        }
        var iso = ISO.matcher(text);
        if (iso.matches()) {
            return Optional.of(LocalDate.of(year(iso, 1), number(iso, 2), number(iso, 3)));
        }
        var timed = TIMED.matcher(text);
        return timed.matches() ? Optional.of(LocalDate.of(year(timed, 3), number(timed, 1), number(timed, 2)))
                : Optional.empty();
    }

    private static int month(String name) {
        for (var month : MONTHS) {
            if (month.startsWith(name)) {
                return MONTHS.indexOf(month) + 1;
            }
        }
        return 0;
    }

    private static int year(Matcher matcher, int group) {
        var year = number(matcher, group);
        return matcher.group(group).length() == 2 ? 2000 + year : year;
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
