package dev.kith.account;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.MessageDigest;
import java.util.HashSet;
import java.util.Optional;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class TokenTextTest {

    private static final UUID OWNER = UUID.fromString("5f0c1f0e-6f0e-5d43-9d0c-0a4f7d3a2b11");
    /** The contract's example; its check sum was computed by another program. */
    private static final String EXAMPLE = "kith_5f0c1f0e-6f0e-5d43-9d0c-0a4f7d3a2b11_ThisIsAnExampleAndOpensNothing00oCBqq2";

    @Test
    void names_its_owner_and_is_read_back() {
        var token = TokenText.fresh(OWNER);
        assertTrue(token.text().startsWith("kith_" + OWNER + "_"));
        assertEquals(Optional.of(token), TokenText.parse(token.text()));
        assertTrue(token.text().endsWith(token.hint()));
    }

    @Test
    void is_another_one_each_time() {
        var texts = new HashSet<String>();
        for (int i = 0; i < 10_000; i++) {
            texts.add(TokenText.fresh(OWNER).text());
        }
        assertEquals(10_000, texts.size());
    }

    @Test
    void has_a_check_sum_that_others_can_compute() {
        assertEquals(Optional.of(OWNER), TokenText.parse(EXAMPLE).map(TokenText::ownerId));
    }

    @Test
    void is_none_with_any_one_character_changed_missing_or_doubled() {
        for (int i = 0; i < EXAMPLE.length(); i++) {
            var before = EXAMPLE.substring(0, i);
            var after = EXAMPLE.substring(i + 1);
            for (var other : "0aZ-_é".toCharArray()) {
                if (other != EXAMPLE.charAt(i)) {
                    assertEquals(Optional.empty(), TokenText.parse(before + other + after));
                }
            }
            assertEquals(Optional.empty(), TokenText.parse(before + after));
            assertEquals(Optional.empty(), TokenText.parse(before + EXAMPLE.charAt(i) + EXAMPLE.charAt(i) + after));
        }
        assertEquals(Optional.empty(), TokenText.parse(EXAMPLE + "\n"));
        assertEquals(Optional.empty(), TokenText.parse(""));
    }

    @Test
    void is_kept_as_a_digest_and_not_shown_by_accident() throws Exception {
        var token = TokenText.fresh(OWNER);
        assertArrayEquals(MessageDigest.getInstance("SHA-256").digest(token.text().getBytes()), token.digest());
        assertFalse(token.toString().contains(token.text().substring(token.text().lastIndexOf('_') + 1)));
    }
}
