package dev.kith.contact;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.ws.rs.QueryParam;

import dev.kith.problem.Invalid;
import dev.kith.text.Folding;
import dev.kith.warmth.State;

/**
 * Which contacts, in which order. What a filter is left out for is null or empty.
 *
 * @param words that they are sought by; empty although something was sought: nobody has them
 * @param tags keys of tags, all of which they have
 * @param city folded
 * @param sector of a position, or of the organization it is at; folded
 * @param states one of which they are in; empty: any
 * @param statuses one of which they have
 * @param binned whether those in the bin are meant, too
 * @param lastContactBefore the owner has not spoken to them since, or never
 */
record ContactQuery(List<String> words, List<String> tags, String city, Employer employer, String sector, Set<State> states,
        Set<ContactStatus> statuses, boolean binned, Instant lastContactBefore, ContactSort sort, boolean descending) {

    private static final String BINNED = "BINNED";
    private static final int LONGEST_SOUGHT = 200;
    private static final int LONGEST_CITY = 100;
    private static final int LONGEST_ORGANIZATION = 200;
    private static final int LONGEST_SECTOR = 100;
    private static final Set<ContactStatus> SHOWN = Set.of(ContactStatus.ACTIVE, ContactStatus.MUTED,
            ContactStatus.DO_NOT_CONTACT);

    /** The parameters of a request. */
    static final class Parameters {
        @QueryParam("q")
        String q;
        @QueryParam("tag")
        List<String> tag;
        @QueryParam("city")
        String city;
        @QueryParam("organization")
        String organization;
        @QueryParam("sector")
        String sector;
        @QueryParam("state")
        List<State> state;
        @QueryParam("status")
        List<String> status;
        @QueryParam("lastContactBefore")
        Instant lastContactBefore;
        @QueryParam("sort")
        String sort;
    }

    /** @throws Invalid if a word is not one of those */
    static ContactQuery of(Parameters asked) {
        var sought = asked.q == null || asked.q.isBlank() ? null : asked.q;
        checkLength("?q", sought, LONGEST_SOUGHT);
        checkLength("?city", asked.city, LONGEST_CITY);
        checkLength("?organization", asked.organization, LONGEST_ORGANIZATION);
        checkLength("?sector", asked.sector, LONGEST_SECTOR);
        var statuses = asked.status.stream().filter(status -> !status.equals(BINNED)).map(ContactQuery::status)
                .collect(Collectors.toUnmodifiableSet());
        var descending = asked.sort != null && asked.sort.startsWith("-");
        return new ContactQuery(sought == null ? null : SearchWords.sought(sought),
                asked.tag.stream().map(Tag::key).distinct().sorted().toList(),
                folded(asked.city), asked.organization == null ? null : Employer.of(asked.organization), folded(asked.sector),
                Set.copyOf(asked.state),
                asked.status.isEmpty() ? SHOWN : statuses, asked.status.contains(BINNED), asked.lastContactBefore,
                sort(descending ? asked.sort.substring(1) : asked.sort, sought != null), descending);
    }

    private static String folded(String text) {
        return text == null ? null : Folding.fold(text);
    }

    private static void checkLength(String pointer, String text, int longest) {
        if (text != null && text.codePointCount(0, text.length()) > longest) {
            throw new Invalid(pointer, "At most " + longest + " characters.");
        }
    }

    private static ContactStatus status(String word) {
        return Stream.of(ContactStatus.values()).filter(status -> status.name().equals(word)).findFirst()
                .orElseThrow(() -> new Invalid("?status", "One of ACTIVE, MUTED, ARCHIVED, DECEASED, DO_NOT_CONTACT, BINNED."));
    }

    private static ContactSort sort(String word, boolean search) {
        if (word == null) {
            return search ? ContactSort.BEST_MATCH : ContactSort.NAME;
        }
        return ContactSort.offered().stream().filter(sort -> sort.word().equals(word)).findFirst().orElseThrow(
                () -> new Invalid("?sort", "One of goesColdAt, lastContactAt, name, createdAt, each also with a -."));
    }

    /** Everybody who is or was at an organization, but for the bin, by name. */
    static ContactQuery ofPeopleAt(UUID organizationId, Employer.When when) {
        return new ContactQuery(null, List.of(), null, new Employer(organizationId, null, when), null, Set.of(),
                Set.of(ContactStatus.values()), false, null, ContactSort.NAME, false);
    }

    boolean isSearch() {
        return words != null;
    }

    /** All that decides which rows come in which order, for the cursor. */
    String fingerprint() {
        return "contacts %s %s %s %s %s %s %s %s %s %s %s".formatted(words, tags, city, employer, sector,
                states.stream().sorted().toList(),
                statuses.stream().sorted().toList(), binned, lastContactBefore, sort, descending);
    }
}
