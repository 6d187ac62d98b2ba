package dev.kith.webhook;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/** How long whoever answered asks to be left alone: RFC 9110, 10.2.3. */
final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

    private RetryAfter() {
    }

    /**
     * @param date when it was answered, by the clock of whoever did
     * @return null when it was not said, or not in a way that can be understood
     */
    static Duration of(String header, String date) {
        if (header == null) {
            return null;
        }
        if (SECONDS.matcher(header).matches()) {
            return Duration.ofSeconds(Long.parseLong(header));
        }
        try {
            return date == null ? null : Duration.between(instant(date), instant(header));
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static ZonedDateTime instant(String date) {
        return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
    }
}
