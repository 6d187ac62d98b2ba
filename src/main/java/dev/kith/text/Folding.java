package dev.kith.text;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Texts without what people leave out when they type: accents, case, and how much space stands between words. For
 * comparing and sorting, never for showing.
 */
public final class Folding {

    /**
     * Accents of the alphabets that are read without them, and characters that cannot be seen. Vowel signs of Indian scripts
     * and the voicing marks of kana are combining marks too, and stay: without them it is another name.
     */
    private static final Pattern ACCENTS = Pattern
            .compile("[\\u0300-\\u036f\\u0483-\\u0487[\\u0591-\\u05c7&&\\p{Mn}]\\u064b-\\u065f\\u0670\\p{Cf}]+");
    private static final Pattern SPACE = Pattern.compile("[\\p{Z}\\p{Cc}]+");

    /** Letters that Unicode does not take apart, and signs that keyboards have in another form. */
    private static final Map<Character, String> PLAIN = Map.ofEntries(
            Map.entry('ß', "ss"), Map.entry('æ', "ae"), Map.entry('œ', "oe"), Map.entry('ø', "o"), Map.entry('ł', "l"),
            Map.entry('đ', "d"), Map.entry('ð', "d"), Map.entry('þ', "th"), Map.entry('ħ', "h"), Map.entry('ŧ', "t"),
            Map.entry('ı', "i"), Map.entry('ς', "σ"), Map.entry('‘', "'"), Map.entry('’', "'"), Map.entry('ʼ', "'"),
            Map.entry('‐', "-"), Map.entry('–', "-"));

    /** Behind the letters and signs of ASCII. */
    private static final char FIRST_SPECIAL = '\u0080';

    private Folding() {
    }

    /**
     * The text decomposed for compatibility (NFKD), without accents, in lower case, special letters written plainly
     * ({@code ß} as {@code ss}, {@code ø} as {@code o}), white space collapsed and stripped, composed again (NFC). Folding
     * twice changes nothing. The result can be longer than the text, up to 18 times for a few ligatures.
     */
    public static String fold(String text) {
        var bare = ACCENTS.matcher(Normalizer.normalize(text, Form.NFKD)).replaceAll("").toLowerCase(Locale.ROOT);
        var plain = new StringBuilder(bare.length());
        for (var letter : bare.toCharArray()) {
            var other = letter < FIRST_SPECIAL ? null : PLAIN.get(letter);
            if (other == null) {
                plain.append(letter);
            } else {
                plain.append(other);
            }
        }
        return Normalizer.normalize(SPACE.matcher(plain).replaceAll(" ").strip(), Form.NFC);
    }
}
