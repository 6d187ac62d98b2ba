package dev.kith.exchange;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FormulaGuardTest {

    private static final String FORMULA = "=+-@\t\r\n\u000b\uff1d\uff0b\uff0d\uff20";

    @ParameterizedTest
    @ValueSource(strings = { "=1+1", "+49 30 5550 1234", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1+1", "\uff0b1",
            "\uff0d1",
            "\uff20A1", "  =1+1", "\u00a0=1", "\u200b=1", "\ufeff=1", "=cmd|'/C calc'!A0", "'=1", "''+1" })
    void what_could_be_a_formula_is_guarded(String text) {
        assertEquals("'" + text, FormulaGuard.guard(text));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "Ines", "'t Hooft", "O'Brien", "a=b", "1+1", "''", " Ines", "日本" })
    void anything_else_stays_as_it_is(String text) {
        assertEquals(text, FormulaGuard.guard(text));
        assertEquals(text, FormulaGuard.open(text));
    }

    @Property
    void what_was_guarded_is_exactly_what_it_was(@ForAll("cells") String text) {
        assertEquals(text, FormulaGuard.open(FormulaGuard.guard(text)));
    }

    @Property
    void no_cell_begins_like_a_formula(@ForAll("cells") String text) {
        var seen = FormulaGuard.guard(text).replaceAll("^[\\p{Z}\\p{Cf}]+", "");
        assertEquals(-1, seen.isEmpty() ? -1 : FORMULA.indexOf(seen.charAt(0)), seen);
    }

    @Property
    void two_texts_never_look_alike(@ForAll("cells") String one, @ForAll("cells") String other) {
        if (!one.equals(other)) {
            assertNotEquals(FormulaGuard.guard(one), FormulaGuard.guard(other));
        }
    }

    /** Mostly what is difficult, in front of anything. */
    @Provide
    Arbitrary<String> cells() {
        var head = Arbitraries.strings().withChars(FORMULA + "' \u00a0\u200b").ofMaxLength(4);
        return Combinators.combine(head, Arbitraries.strings().ofMaxLength(5)).as(String::concat);
    }
}
