package dev.kith.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LowerChars;
import net.jqwik.api.constraints.StringLength;

class SearchWordsPropertyTest {

    @Example
    void words_are_folded_and_parted_by_punctuation() {
        assertEquals(List.of("ada", "o", "brien", "ekerback", "example", "org"),
                List.copyOf(SearchWords.of(Arrays.asList("  ADA O'Brien-Ekerbäck", null, "ada@example.org"))));
        assertEquals(List.of(), SearchWords.sought(" -_@ "));
    }

    @Example
    void words_of_three_letters_have_no_typo() {
        assertNull(SearchWords.nearly("ada"));
    }

    /** Against the textbook's table of distances (optimal string alignment), which shares nothing with the expression. */
    @Property(tries = 3000)
    void near_is_what_one_typo_makes_of_a_word(@ForAll @LowerChars @StringLength(min = 4, max = 9) String typed,
            @ForAll @LowerChars @StringLength(min = 3, max = 10) String other, @ForAll @IntRange(max = 4) int kind,
            @ForAll @IntRange(max = 8) int at) {
        for (var stored : List.of(other, typo(typed, kind, at))) {
            assertEquals(distance(typed, stored) <= 1, isNear(typed, stored), typed + " " + stored);
        }
    }

    @Example
    void a_word_that_was_typed_without_its_apostrophe_is_near() {
        assertTrue(isNear("obrien", "o brien"));
        assertFalse(isNear("obrien", "o bryen"));
    }

    private static boolean isNear(String typed, String stored) {
        return Pattern.compile(SearchWords.nearly(typed)).matcher(SearchWords.stored(List.of("a", stored, "z"))).find();
    }

    private static String typo(String word, int kind, int at) {
        var i = at % (word.length() - 1);
        return switch (kind) {
            case 0 -> word.substring(0, i) + 'q' + word.substring(i + 1);
            case 1 -> word.substring(0, i) + word.substring(i + 1);
            case 2 -> word.substring(0, i) + 'q' + word.substring(i);
            case 3 -> word + 'q';
            default -> word.substring(0, i) + word.charAt(i + 1) + word.charAt(i) + word.substring(i + 2);
        };
    }

    private static int distance(String one, String other) {
        var table = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    table[i][j] = i + j;
                    continue;
                }
                var same = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
                table[i][j] = Math.min(table[i - 1][j - 1] + same, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
                if (i > 1 && j > 1 && one.charAt(i - 1) == other.charAt(j - 2) && one.charAt(i - 2) == other.charAt(j - 1)) {
                    table[i][j] = Math.min(table[i][j], table[i - 2][j - 2] + 1);
                }
            }
        }
        return table[one.length()][other.length()];
    }
}
