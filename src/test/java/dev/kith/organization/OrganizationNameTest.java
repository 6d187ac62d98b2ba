package dev.kith.organization;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Locale;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class OrganizationNameTest {

    @ParameterizedTest
    @ValueSource(strings = { "acme", "ACME Inc.", "Acme, Inc", "The Acme Company", "Acme Corp.", "Ácme Limited", "Acme Ltd",
            "Acme L.L.C.",
            "Acme GmbH & Co. KG", "Acme G.m.b.H.", "Acme AG", "Acme S.A.", "Acme S. A.", "Acme S.p.A.", "Acme B.V.", "Acme Oy",
            "Acme A/S", "Acme ApS", "Acme Pty Ltd", "Acme Pte. Ltd.", "Acme Private Limited", "ACME PLC", "Acme Kft.",
            "Acme sp. z o.o.", "Acme Co., Ltd.", "Acme UG (haftungsbeschränkt)", "  acme \u00a0 SE ", "«Acme» & Co" })
    void legal_form_article_case_accents_and_punctuation_make_no_other_organization(String spelling) {
        assertEquals(Optional.of("acme"), OrganizationName.keyOf(spelling));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Johnson & Johnson | Johnson and Johnson, Inc.",
            "J.P. Morgan | JP Morgan",
            "McDonald's | McDonalds Corporation",
            "Plan B | Plan B S.A.",
            "Marks&Spencer plc | MARKS AND SPENCER",
            "Łódź Harbour | LODZ HARBOUR",
    })
    void they_are_one(String one, String other) {
        assertEquals(OrganizationName.keyOf(one), OrganizationName.keyOf(other));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "Acme | Acme Labs",
            "Acme | Acme Holding",
            "Acme | Acmes",
            "Blue Lagoon | Blue Lagoon Spa",
            "San Diego | San Diego Zoo",
            "Disney | Disney+",
            "C | C#",
            "Halden | Halden & Sons",
            "Inc | Ltd",
            "国际商业机器 | 国际",
    })
    void they_are_two(String one, String other) {
        assertNotEquals(OrganizationName.keyOf(one), OrganizationName.keyOf(other));
    }

    @Test
    void something_of_a_name_always_remains() {
        assertEquals(Optional.of("company"), OrganizationName.keyOf("The Company"));
        assertEquals(Optional.of("sa"), OrganizationName.keyOf("S.A."));
        assertEquals(Optional.of("the"), OrganizationName.keyOf("The The"));
        assertEquals(Optional.of("★"), OrganizationName.keyOf(" ★ "));
        assertEquals(Optional.empty(), OrganizationName.keyOf(" \u200b\t"));
    }

    @Property
    void the_key_of_a_key_is_the_key(@ForAll("names") String name) {
        var key = OrganizationName.keyOf(name);
        assertEquals(key, key.flatMap(OrganizationName::keyOf));
    }

    @Property
    void what_can_be_seen_has_a_key(@ForAll("names") String name) {
        assertEquals(name.isBlank(), OrganizationName.keyOf(name).isEmpty());
    }

    @Property
    void case_and_a_legal_form_make_no_difference(@ForAll("words") String name,
            @ForAll("forms") String form) {
        assertEquals(OrganizationName.keyOf(name),
                OrganizationName.keyOf("the " + name.toUpperCase(Locale.ROOT) + ", " + form));
    }

    @Property
    void a_name_begins_as_it_is_typed(@ForAll("words") String name, @ForAll("forms") String form) {
        var whole = OrganizationName.sortable("The " + name + " " + form);
        for (int end = 1; end <= name.length(); end++) {
            assertEquals(0, whole.indexOf(OrganizationName.sortable(name.substring(0, end))));
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("the", "The", "a", "s", "S.", "A.", "co", "Inc.", "and", "&", "gmbh", "z o.o.", "Acme", "+", "-",
                "é", "T H E",
                "中").list().ofMaxSize(6).map(words -> String.join(" ", words));
    }

    @Provide
    Arbitrary<String> words() {
        return Arbitraries.strings().withCharRange('b', 'z').ofMinLength(5).ofMaxLength(9).list().ofMinSize(1).ofMaxSize(3)
                .map(words -> String.join(" ", words));
    }

    @Provide
    Arbitrary<String> forms() {
        return Arbitraries.of("Inc.", "Ltd", "llc", "GmbH & Co. KG", "S.p.A.", "Co.", "B.V.", "Pty Ltd", "sp. z o.o.");
    }
}
