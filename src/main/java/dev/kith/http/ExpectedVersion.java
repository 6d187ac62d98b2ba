package dev.kith.http;

import java.util.HashSet;
import java.util.Set;

import jakarta.ws.rs.core.HttpHeaders;

import dev.kith.problem.Invalid;
import dev.kith.problem.Stale;

/** What a client believes to be changing, by {@code If-Match}: one of some versions, or whatever is there. */
public final class ExpectedVersion {

    private static final ExpectedVersion ANY = new ExpectedVersion(null);

    private final Set<String> versions;

    private ExpectedVersion(Set<String> versions) {
        this.versions = versions;
    }

    /** Whatever is there. */
    public static ExpectedVersion any() {
        return ANY;
    }

    /**
     * The expectation of a request; without {@code If-Match} there is none.
     *
     * @throws Invalid if the header is not a list of entity tags
     */
    public static ExpectedVersion of(HttpHeaders headers) {
        return of(EntityTags.of(headers, HttpHeaders.IF_MATCH));
    }

    /** The same, said in a body. @param text null when nothing is expected */
    public static ExpectedVersion of(String pointer, String text) {
        return of(text == null ? null : EntityTags.of(text, pointer));
    }

    private static ExpectedVersion of(EntityTags tags) {
        if (tags == null || tags.any()) {
            return ANY;
        }
        var versions = new HashSet<String>();
        for (var tag : tags.tags()) {
            if (!tag.weak()) { // RFC 9110, 13.1.1: If-Match compares strongly, so a weak tag matches nothing
                versions.add(versionOf(tag.opaque()));
            }
        }
        return new ExpectedVersion(versions);
    }

    /** @throws Stale if the client meant another version than the one that is there */
    public void check(int version) {
        if (versions != null && !versions.contains(Integer.toString(version))) {
            throw new Stale("It was changed since you read it; read it again and decide anew.");
        }
    }

    /** A digest behind the version tells views apart, not what a change would overwrite. */
    private static String versionOf(String opaque) {
        var dot = opaque.indexOf('.');
        return dot < 0 ? opaque : opaque.substring(0, dot);
    }
}
