package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import dev.kith.problem.Invalid;

/**
 * Which introductions, in which order.
 *
 * @param statuses one of which they have; empty: any
 * @param introducerId who makes them, or null
 * @param byOwner only those the owner makes
 * @param partyId who is introduced, or null
 * @param madeAfter made later than this, or null
 */
record IntroductionQuery(Set<IntroductionStatus> statuses, UUID introducerId, boolean byOwner, UUID partyId, Instant madeAfter,
        boolean withoutOutcome, boolean unthanked, Sort sort, boolean descending) {

    /** Oldest first. */
    static final IntroductionQuery ALL = new IntroductionQuery(Set.of(), null, false, null, null, false, false, Sort.CREATED_AT,
            false);

    private static final String OWNER = "me";

    /** Only those that have the value have a place in the order. */
    enum Sort {
        CREATED_AT("createdAt", "created_at"),
        MADE_AT("madeAt", "made_at"),
        OWED_SINCE("owedSince", "owed_since");

        private final String word;
        private final String column;

        Sort(String word, String column) {
            this.word = word;
            this.column = column;
        }

        String column() {
            return column;
        }
    }

    /**
     * @param introducer a contact's id, {@code me}, or null
     * @param sort null: what is owed oldest first, everything else newest first
     * @throws Invalid if one of them is neither
     */
    static IntroductionQuery of(List<IntroductionStatus> statuses, String introducer, UUID party, Instant madeAfter,
            boolean withoutOutcome, boolean unthanked, String sort) {
        var wanted = sort == null ? unthanked ? "owedSince" : "-createdAt" : sort;
        var descending = wanted.startsWith("-");
        return new IntroductionQuery(Set.copyOf(statuses),
                introducer == null || OWNER.equals(introducer) ? null : id(introducer),
                OWNER.equals(introducer), party, madeAfter, withoutOutcome, unthanked,
                sort(descending ? wanted.substring(1) : wanted), descending);
    }

    private static UUID id(String introducer) {
        try {
            var id = UUID.fromString(introducer);
            if (id.toString().equalsIgnoreCase(introducer)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            // told below, like every other word
        }
        throw new Invalid("?introducer", "A contact's id, or me.");
    }

    private static Sort sort(String word) {
        return Stream.of(Sort.values()).filter(sort -> sort.word.equals(word)).findFirst()
                .orElseThrow(() -> new Invalid("?sort", "One of createdAt, madeAt, owedSince, each also with a -."));
    }

    /** All that decides which rows come in which order, for the cursor. */
    String fingerprint() {
        return "introductions %s %s %s %s %s %s %s %s %s".formatted(statuses.stream().sorted().toList(), introducerId, byOwner,
                partyId, madeAfter, withoutOutcome, unthanked, sort, descending);
    }
}
