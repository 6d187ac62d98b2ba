package dev.kith.warmth;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneId;
import java.util.regex.Pattern;

import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;

/**
 * How often the owner wants to be in touch: an ISO-8601 period of years, months, weeks and days, from {@code P1D} to
 * {@code P10Y}, kept as it was sent.
 */
public final class Cadence {

    /** The shape: no sign, no time part, at least one number. */
    public static final String PATTERN = "^P(?=[0-9])([0-9]{1,4}Y)?([0-9]{1,4}M)?([0-9]{1,4}W)?([0-9]{1,4}D)?$";

    private static final Pattern SHAPE = Pattern.compile(PATTERN);
    private static final double DAYS_OF_YEAR = 365.25;
    private static final double DAYS_OF_MONTH = 30.44;
    private static final double MOST_DAYS = 10 * DAYS_OF_YEAR;

    private final String text;
    private final Period period;

    private Cadence(String text) {
        this.text = text;
        this.period = Period.parse(text);
    }

    /**
     * @param pointer where in the request it stands
     * @param text the period, or null for none
     * @throws Invalid if it is not such a period at all
     * @throws RuleBroken if it is shorter than a day or longer than ten years
     */
    public static Cadence of(String pointer, String text) {
        if (text == null) {
            return null;
        }
        if (!SHAPE.matcher(text).matches()) {
            throw new Invalid(pointer, "A cadence is an ISO-8601 period such as P2W or P1M, without sign or time part.");
        }
        var cadence = new Cadence(text);
        // twelve months are a year here, so that P120M is as long as P10Y
        var days = cadence.period.toTotalMonths() * DAYS_OF_YEAR / 12 + cadence.period.getDays();
        if (days < 1 || days > MOST_DAYS) {
            throw new RuleBroken(pointer, "A cadence lasts from P1D to P10Y.");
        }
        return cadence;
    }

    static Cadence stored(String text) {
        return text == null ? null : new Cadence(text);
    }

    /** Calendar arithmetic in the zone: 31 January + P1M is 28 February. */
    Instant after(Instant anchor, ZoneId zone) {
        return anchor.atZone(zone).plus(period).toInstant();
    }

    /** By which cadences are compared: a month has 30.44 days here, a year 365.25. */
    double estimatedDays() {
        return period.getYears() * DAYS_OF_YEAR + period.getMonths() * DAYS_OF_MONTH + period.getDays();
    }

    @Override
    public String toString() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cadence cadence && text.equals(cadence.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
