package dev.kith.exchange;

import java.util.regex.Pattern;

/**
 * Keeps a spreadsheet from taking a text for a formula and doing what it says: an apostrophe goes before it, as before one that
 * would be mistaken for such a guarded text. So what was guarded can be told, and is exactly what it was when that is taken
 * away.
 *
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
 */
final class FormulaGuard {

    private static final String GUARD = "'";

    /** What begins one, in whatever width and behind whatever cannot be seen; and what some programs drop before they look. */
    private static final String FORMULA = "[\\p{Z}\\p{Cf}]*[=+\\-@\\p{Cc}\\uFF1D\\uFF0B\\uFF0D\\uFF20\\uFE66\\uFE62\\uFE63\\uFE6B]";
    private static final Pattern DANGEROUS = Pattern.compile(GUARD + "*" + FORMULA);
    private static final Pattern GUARDED = Pattern.compile(GUARD + "+" + FORMULA);

    private FormulaGuard() {
    }

    static String guard(String text) {
        return DANGEROUS.matcher(text).lookingAt() ? GUARD + text : text;
    }

    /** The text that was guarded. */
    static String open(String text) {
        return GUARDED.matcher(text).lookingAt() ? text.substring(GUARD.length()) : text;
    }
}
