package dev.kith.contact;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class ProfileAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {
            "https://www.linkedin.com/in/Foo-Bar-123/?x=y",
            "http://de.linkedin.com/in/foo-bar-123",
            "https://linkedin.com/in/foo-bar-123#about",
            "HTTPS://WWW.LINKEDIN.COM/in/FOO-BAR-123/",
            "www.linkedin.com/in/foo-bar-123/en?trk=public_profile",
            " linkedin.com/in/foo%2Dbar%2D123 ",
            "https://www.linkedin.com:443/in/foo-bar-123/details/experience/",
    })
    void one_profile_has_one_key_however_its_address_is_written(String address) {
        assertEquals(Optional.of("url:linkedin.com/in/foo-bar-123"), ProfileAddress.keyOf(address));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "https://www.linkedin.com/in/j%C3%BCrgen-wei%C3%9F",
            "https://www.linkedin.com/in/J%c3%9cRGEN-wei%c3%9f/",
            "https://www.linkedin.com/in/jürgen-weiß",
            "https://www.linkedin.com/in/ju\u0308rgen-weiß",
    })
    void letters_outside_ascii_are_the_same_encoded_or_not(String address) {
        assertEquals(Optional.of("url:linkedin.com/in/jürgen-weiß"), ProfileAddress.keyOf(address));
    }

    @Test
    void a_percent_sign_that_encodes_nothing_is_one() {
        assertEquals(Optional.of("url:linkedin.com/in/100%-ada"), ProfileAddress.keyOf("https://www.linkedin.com/in/100%-Ada"));
    }

    @Test
    void case_counts_in_the_id_of_a_member_without_a_profile_name() {
        var lower = "https://www.linkedin.com/in/ACoAABcdefghijklmnopqrstuvwxyz012345678";
        var upper = "https://www.linkedin.com/in/ACoAABCdefghijklmnopqrstuvwxyz012345678";
        assertNotEquals(ProfileAddress.keyOf(lower), ProfileAddress.keyOf(upper));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "",
            "n/a",
            "https://www.linkedin.com/in/",
            "https://www.linkedin.com/company/acme",
            "https://www.linkedin.com/pub/dir/Ada/King",
            "https://example.com/in/foo-bar-123",
            "https://notlinkedin.com/in/foo-bar-123",
            "https://www.linkedin.com.example.com/in/foo-bar-123",
            "https://www.linkedin.com@example.com/in/foo-bar-123",
            "https://example.com/?u=https://www.linkedin.com/in/foo-bar-123",
            "https://www.linkedin.com/in/foo%2Fbar",
            "https://www.linkedin.com/in/foo%00bar",
            "https://www.linkedin.com/in/foo bar",
            "ftp://www.linkedin.com/in/foo-bar-123",
    })
    void what_is_not_one_persons_profile_has_no_key(String address) {
        assertEquals(Optional.empty(), ProfileAddress.keyOf(address));
    }

    @Test
    void a_key_fits_into_an_index() {
        assertEquals(Optional.empty(), ProfileAddress.keyOf("https://www.linkedin.com/in/" + "ü".repeat(201)));
        assertEquals(Optional.empty(), ProfileAddress.keyOf("https://www.linkedin.com/in/ada?" + "x".repeat(2048)));
    }

    @Property
    void any_text_has_a_key_or_none(@ForAll String text) {
        ProfileAddress.keyOf(text);
        ProfileAddress.keyOf("https://www.linkedin.com/in/" + text);
    }
}
