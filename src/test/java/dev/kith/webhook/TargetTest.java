package dev.kith.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;

class TargetTest {

    @ParameterizedTest
    @CsvSource({ "https://hooks.example, hooks.example, 443, /",
            "https://hooks.example/a%20b?key=s%26t&x, hooks.example, 443, /a%20b?key=s%26t&x",
            "HTTPS://Hooks.Example:8443/, Hooks.Example, 8443, /", "https://203.0.113.5/x, 203.0.113.5, 443, /x",
            "https://[2606:4700::1111]:8443/, 2606:4700::1111, 8443, /", "https://a.b2/, a.b2, 443, /",
            "https://xn--bcher-kva.example/?, xn--bcher-kva.example, 443, /?" })
    void an_address_is_taken_as_it_stands(String url, String host, int port, String path) {
        assertEquals(new Target(true, host, port, path), Target.of(url, false));
    }

    /** Each of these leads to this machine, or somewhere near it, by one program or another. */
    @ParameterizedTest
    @ValueSource(strings = { "https://0x7f.1/", "https://2130706433/", "https://0x7f000001/", "https://017700000001/",
            "https://127.1/", "https://127.0.1/", "https://0177.0.0.1/", "https://127.0.0.1./", "https://127.0.0.01/",
            "https://hooks.example.127/", "https://hooks.0x7f/", "https://localhost./", "https://[::1%25eth0]/",
            "https://127.0.0.256/", "https://1.2.3.4.5/", "https://\u2460\u2461.\u0661/", "https://hooks_example/",
            "https:///etc/passwd", "https:hooks.example", "//hooks.example/", "hooks.example", "", "https://",
            "https://user@hooks.example/", "https://hooks.example@127.0.0.1/", "https://hooks.example/#x", "file:///etc/passwd",
            "gopher://hooks.example/", "https://hooks.example/a b", "https://hooks.example\\@127.0.0.1/",
            "https://hooks.example:x/", "https://hooks.example/\r\nHost: x" })
    void what_could_be_read_in_another_way_is_refused(String url) {
        assertThrows(Invalid.class, () -> Target.of(url, true));
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://hooks.example/", "https://hooks.example:22/", "https://hooks.example:25/",
            "https://hooks.example:1023/", "https://hooks.example:0/", "https://hooks.example:65536/" })
    void what_nothing_is_sent_to_is_refused(String url) {
        assertThrows(RuleBroken.class, () -> Target.of(url, false));
    }

    @Test
    void an_operator_may_allow_what_is_not_encrypted() {
        assertEquals(new Target(false, "localhost", 80, "/"), Target.of("http://localhost", true));
    }

    @Test
    void the_host_is_named_as_http_wants_it() {
        assertEquals("[2606:4700::1111]:8443", Target.of("https://[2606:4700::1111]:8443/", false).authority());
        assertEquals("hooks.example", Target.of("https://hooks.example:443/", false).authority());
        assertTrue(Target.of("https://203.0.113.5/", false).literal().isPresent());
        assertTrue(Target.of("https://hooks.example/", false).literal().isEmpty());
    }

    @Test
    void what_stands_behind_the_host_is_not_to_be_read_in_a_log() {
        assertEquals("hooks.example", Target.of("https://hooks.example/secret?key=s3cret", false).toString());
    }
}
