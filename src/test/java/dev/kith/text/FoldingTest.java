package dev.kith.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FoldingTest {

    @ParameterizedTest
    @CsvSource({
            "José Núñez, jose nunez",
            "Jürgen WEIẞ, jurgen weiss",
            "Łukasz Żółkiewski, lukasz zolkiewski",
            "Søren Ærø, soren aero",
            "Đặng Thị Hồng, dang thi hong",
            "İpek Işık, ipek isik",
            "ΟΔΥΣΣΕΥΣ, οδυσσευσ",
            "Одинцёв, одинцев",
            "Ｍｅｉ, mei",
            "O’Hara, \"o'hara\"",
    })
    void a_name_is_found_without_accents_and_case(String name, String folded) {
        assertEquals(folded.replace("\"", ""), Folding.fold(name));
    }

    @Test
    void space_is_collapsed_whatever_it_is_made_of() {
        assertEquals("ada king", Folding.fold(" \u00a0Ada \t\r\n King\u200b "));
    }

    @Test
    void vowel_signs_that_make_another_name_stay() {
        assertEquals("राम", Folding.fold("राम"));
        assertEquals("がく", Folding.fold("がく"));
        assertEquals("김민준", Folding.fold("김민준"));
    }

    @Property
    void folding_twice_changes_nothing(@ForAll("texts") String text) {
        assertEquals(Folding.fold(text), Folding.fold(Folding.fold(text)));
    }

    @Property
    void case_of_latin_letters_makes_no_difference(@ForAll("names") String name) {
        assertEquals(Folding.fold(name), Folding.fold(name.toUpperCase(Locale.ROOT)));
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(Arbitraries.integers().between(0, 0x3FFF), Arbitraries.integers().between(0, 0x10FFFF))
                .array(int[].class).ofMaxSize(20).map(points -> new String(points, 0, points.length));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withCharRange('a', 'z').withCharRange('à', 'þ').withChars(" ßœøł'-");
    }
}
