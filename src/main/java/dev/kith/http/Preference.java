package dev.kith.http;

import java.util.List;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.HttpHeaders;

/** What a client would rather have, by {@code Prefer} (RFC 7240). What is not known there is passed over. */
public final class Preference {

    private static final Pattern REPRESENTATION = Pattern
            .compile("(?i)(.*,)?\\s*return\\s*=\\s*\"?representation\"?\\s*([,;].*)?");

    private Preference() {
    }

    /** Whether it wants to see what became of what it changes. */
    public static boolean isRepresentation(HttpHeaders headers) {
        var lines = headers.getRequestHeader("Prefer");
        return REPRESENTATION.matcher(String.join(",", lines == null ? List.of() : lines)).matches();
    }
}
