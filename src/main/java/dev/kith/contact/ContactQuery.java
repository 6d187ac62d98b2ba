package dev.kith.contact;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kith.problem.Invalid;
import dev.kith.warmth.State;

/**
 * Which contacts, in which order.
 *
 * @param tags keys of tags, all of which they have
 * @param states one of which they are in; empty: any
 * @param statuses one of which they have
 * @param binned whether those in the bin are meant, too
 */
record ContactQuery(List<String> tags, Set<State> states, Set<ContactStatus> statuses, boolean binned, ContactSort sort,
        boolean descending) {

    private static final String BINNED = "BINNED";
    private static final Set<ContactStatus> SHOWN = Set.of(ContactStatus.ACTIVE, ContactStatus.MUTED,
            ContactStatus.DO_NOT_CONTACT);

    /** @throws Invalid if a word is not one of those */
    static ContactQuery of(List<String> tags, List<State> states, List<String> statuses, String sort) {
        var wanted = statuses.stream().filter(status -> !status.equals(BINNED)).map(ContactQuery::status)
                .collect(Collectors.toUnmodifiableSet());
        var descending = sort != null && sort.startsWith("-");
        return new ContactQuery(tags.stream().map(Tag::key).sorted().toList(), Set.copyOf(states),
                statuses.isEmpty() ? SHOWN : wanted, statuses.contains(BINNED), sort(descending ? sort.substring(1) : sort),
                descending);
    }

    private static ContactStatus status(String word) {
        return Stream.of(ContactStatus.values()).filter(status -> status.name().equals(word)).findFirst()
                .orElseThrow(() -> new Invalid("?status", "One of ACTIVE, MUTED, ARCHIVED, DECEASED, DO_NOT_CONTACT, BINNED."));
    }

    private static ContactSort sort(String word) {
        return word == null ? ContactSort.NAME
                : Stream.of(ContactSort.values()).filter(sort -> sort.word().equals(word)).findFirst().orElseThrow(
                        () -> new Invalid("?sort", "One of goesColdAt, lastContactAt, name, createdAt, each also with a -."));
    }

    /** All that decides which rows come in which order, for the cursor. */
    String fingerprint() {
        return "contacts %s %s %s %s %s %s".formatted(tags, states.stream().sorted().toList(),
                statuses.stream().sorted().toList(), binned, sort.word().toLowerCase(Locale.ROOT), descending);
    }
}
