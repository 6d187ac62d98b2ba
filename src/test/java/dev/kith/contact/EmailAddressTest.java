package dev.kith.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmailAddressTest {

    @Test
    void case_and_space_around_it_make_no_difference() {
        assertEquals(Optional.of("email:ada.king@example.com"), EmailAddress.keyOf("  Ada.King@Example.COM\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "ada", "@example.com", "ada@", "ada@king@example.com", "ada king@example.com",
            "ada@example.com\u0000", "ada@exam\nple.com" })
    void what_is_no_address_has_no_key(String text) {
        assertEquals(Optional.empty(), EmailAddress.keyOf(text));
    }

    @Test
    void an_address_has_at_most_254_characters() {
        var longest = "a".repeat(EmailAddress.LONGEST - "@example.com".length()) + "@example.com";
        assertEquals(Optional.of("email:" + longest), EmailAddress.keyOf(longest));
        assertEquals(Optional.empty(), EmailAddress.keyOf("a" + longest));
    }
}
