package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Test;

/** Each rule sees what it is there for, in histories made by hand, and nothing where all is well. */
class InvariantsTest {

    private static final UUID OWNER = new UUID(1, 1);
    private static final UUID CONTACT = new UUID(2, 1);
    private static final List<Epoch> ONE_EPOCH = List.of(new Epoch(0, 0));
    private static final List<Epoch> RESTORED_AT_3 = List.of(new Epoch(0, 0), new Epoch(100, 3));

    // ---- positions, and the topic

    @Test
    void a_gap_is_seen_but_for_the_one_that_a_restoration_leaves() {
        assertPromises(List.of(), Invariants.dense(List.of(1L, 2L, 3L), ONE_EPOCH));
        assertPromises(List.of(Invariants.DENSE), Invariants.dense(List.of(1L, 3L), ONE_EPOCH));
        assertPromises(List.of(Invariants.DENSE), Invariants.dense(List.of(2L), ONE_EPOCH));
        assertPromises(List.of(), Invariants.dense(List.of(1L, 2L, 3L, 101L), RESTORED_AT_3));
        assertPromises(List.of(Invariants.DENSE), Invariants.dense(List.of(1L, 2L, 3L, 102L), RESTORED_AT_3));
        assertPromises(List.of(Invariants.DENSE), Invariants.dense(List.of(1L, 2L, 101L), RESTORED_AT_3));
    }

    @Test
    void a_topic_that_has_what_the_log_has_is_well() {
        assertPromises(List.of(), topic(log(3), event(1), event(2), event(3)));
    }

    @Test
    void an_event_that_never_came_came_twice_or_in_another_order_is_seen() {
        assertPromises(List.of(Invariants.EVERY_EVENT), topic(log(3), event(1), event(3)));
        assertPromises(List.of(Invariants.EXACTLY_ONCE), topic(log(2), event(1), event(2), event(1)));
        assertPromises(List.of(Invariants.SAME_ORDER), topic(log(2), event(2), event(1)));
    }

    @Test
    void an_event_that_is_not_in_the_log_or_another_one_there_is_seen() {
        assertPromises(List.of(Invariants.NOTHING_ELSE), topic(log(1), event(1), event(2)));
        var other = Seen.of(OWNER, 2, new UUID(9, 9), "type", CONTACT, Instant.EPOCH, bytes("{}"));
        assertPromises(List.of(Invariants.NOTHING_ELSE, Invariants.EVERY_EVENT), topic(log(2), event(1), other));
        var changed = Seen.of(OWNER, 2, event(2).id(), "type", CONTACT, Instant.EPOCH, bytes("{ }"));
        assertPromises(List.of(Invariants.SAME_BYTES), topic(log(2), event(1), changed));
    }

    @Test
    void what_a_restoration_lost_may_be_on_the_topic() {
        var log = log(3);
        log.put(101L, event(101));
        assertPromises(List.of(), Invariants.topic(log,
                List.of(List.of(event(1), event(2), event(3), event(4), event(101))), RESTORED_AT_3));
    }

    @Test
    void an_owner_in_two_partitions_is_seen() {
        assertPromises(List.of(Invariants.ONE_PARTITION),
                Invariants.topic(log(2), List.of(List.of(event(1)), List.of(event(2))), ONE_EPOCH));
    }

    @Test
    void a_reader_who_misses_repeats_or_changes_something_is_seen() {
        var log = List.of(event(1), event(2));
        assertPromises(List.of(), Invariants.followed("a page", log, List.of(event(1), event(2))));
        assertPromises(List.of(Invariants.SAME_ORDER), Invariants.followed("a page", log, List.of(event(2))));
        assertPromises(List.of(Invariants.SAME_ORDER),
                Invariants.followed("a page", log, List.of(event(1), event(1), event(2))));
        assertPromises(List.of(Invariants.SAME_ORDER), Invariants.followed("a page", log, List.of(event(1))));
        var changed = Seen.of(OWNER, 2, event(2).id(), "type", CONTACT, Instant.EPOCH, bytes("{ }"));
        assertPromises(List.of(Invariants.SAME_BYTES), Invariants.followed("a page", log, List.of(event(1), changed)));
    }

    // ---- what was asked for

    @Test
    void what_was_acknowledged_and_is_there_once_is_well() {
        assertPromises(List.of(), effects(List.of(creation(Outcome.OK, "key")), created(CONTACT), Set.of(CONTACT), "key"));
    }

    @Test
    void what_was_acknowledged_and_left_no_event_no_answer_or_no_row_is_seen() {
        var asked = List.of(creation(Outcome.OK, "key"));
        assertPromises(List.of(Invariants.ACKNOWLEDGED), effects(asked, new Network(), Set.of(), "key"));
        assertPromises(List.of(Invariants.ACKNOWLEDGED), effects(asked, created(CONTACT), Set.of(CONTACT)));
        assertPromises(List.of(Invariants.FOLD), effects(asked, created(CONTACT), Set.of(), "key"));
    }

    @Test
    void a_second_effect_of_one_request_is_seen() {
        var twice = created(CONTACT, new UUID(2, 2));
        assertPromises(List.of(Invariants.ONE_EFFECT),
                effects(List.of(creation(Outcome.OK, "key")), twice, Set.of(CONTACT, new UUID(2, 2)), "key"));
    }

    @Test
    void what_nobody_answered_took_place_with_all_that_belongs_to_it_or_not_at_all() {
        var asked = List.of(creation(Outcome.UNKNOWN, "key"));
        assertPromises(List.of(), effects(asked, created(CONTACT), Set.of(CONTACT), "key"));
        assertPromises(List.of(), effects(asked, new Network(), Set.of()));
        assertPromises(List.of(Invariants.WHOLE), effects(asked, created(CONTACT), Set.of(CONTACT)));
        assertPromises(List.of(Invariants.WHOLE), effects(asked, new Network(), Set.of(), "key"));
        assertPromises(List.of(Invariants.WHOLE), effects(asked, new Network(), Set.of(CONTACT)));
        assertPromises(List.of(Invariants.WHOLE), effects(asked, created(CONTACT), Set.of(), "key"));
    }

    @Test
    void what_was_refused_leaves_no_event_and_no_answer_but_its_refusal() {
        var asked = List.of(creation(Outcome.FAILED, "refused"));
        assertPromises(List.of(), effects(asked, new Network(), Set.of()));
        assertPromises(List.of(Invariants.NOTHING_REFUSED), effects(asked, new Network(), Set.of(), "refused"));
        assertPromises(List.of(Invariants.ONE_EFFECT), effects(asked, created(CONTACT), Set.of()));
    }

    @Test
    void a_refusal_that_is_not_kept_is_seen() {
        assertPromises(List.of(Invariants.NOTHING_REFUSED),
                effects(List.of(creation(Outcome.FAILED, "key")), new Network(), Set.of()));
        assertPromises(List.of(), effects(List.of(creation(Outcome.FAILED, null)), new Network(), Set.of()));
    }

    @Test
    void an_introduction_may_be_withdrawn_with_who_was_erased_though_nobody_answered_who_asked_for_it() {
        var asked = List.of(new Operation(1, OWNER, "move an introduction", "key", false, null,
                Effect.introduction(CONTACT, "PROPOSED", "WITHDRAWN"), Instant.EPOCH, Instant.EPOCH, Outcome.UNKNOWN,
                List.of(0),
                null));
        var network = new Network();
        move(network, "null", "\"PROPOSED\"");
        assertPromises(List.of(Invariants.WHOLE), withoutProposal(effects(asked, network, Set.of(), "key")));
        move(network, "\"PROPOSED\"", "\"WITHDRAWN\"");
        assertPromises(List.of(), withoutProposal(effects(asked, network, Set.of())));
        assertPromises(List.of(), withoutProposal(effects(asked, network, Set.of(), "key")));
    }

    /** Which nobody asked for here. */
    private static List<Violation> withoutProposal(List<Violation> violations) {
        return violations.stream().filter(violation -> !violation.toString().contains("to=PROPOSED")).toList();
    }

    @Test
    void what_took_place_and_was_forgotten_with_somebody_who_was_erased_explains_one_event_and_no_more() {
        var asked = List.of(new Operation(1, OWNER, "log an interaction", "key", false, "marker",
                Effect.of(Effect.LOGGED, null), Instant.EPOCH, Instant.EPOCH, Outcome.UNKNOWN, List.of(0), null));
        var rows = new Invariants.Rows(Set.of(), Set.of("key"), Set.of("key"), Set.of());
        var network = new Network();
        assertPromises(List.of(Invariants.WHOLE), Invariants.effects(asked, network, rows));
        log(network, new UUID(5, 1));
        assertPromises(List.of(), Invariants.effects(asked, network, rows));
        log(network, new UUID(5, 2));
        assertPromises(List.of(Invariants.ONE_EFFECT), Invariants.effects(asked, network, rows));
    }

    // ---- the fold

    @Test
    void a_spell_begins_once_ends_once_and_may_be_reopened() {
        var network = created(CONTACT);
        for (var told : List.of("went-cold 1", "warmed 1", "spell-reopened 1", "warmed 1", "went-cold 2")) {
            tell(network, told);
        }
        assertPromises(List.of(), network.violations());
        assertEquals(Map.of(CONTACT, new Network.Contact(false, 2, Instant.EPOCH)), network.contacts());
    }

    @Test
    void a_spell_that_begins_twice_is_skipped_or_ends_before_it_began_is_seen() {
        for (var told : List.of(List.of("went-cold 1", "went-cold 1"), List.of("went-cold 2"), List.of("warmed 1"),
                List.of("spell-reopened 0"), List.of("went-cold 1", "warmed 1", "warmed 1"),
                List.of("went-cold 1", "warmed 1", "went-cold 1"))) {
            var network = created(CONTACT);
            told.forEach(event -> tell(network, event));
            assertPromises(List.of(Network.ONE_PER_SPELL), network.violations());
        }
    }

    @Test
    void an_introduction_that_moves_from_where_it_is_not_is_seen() {
        var network = new Network();
        move(network, "null", "\"PROPOSED\"");
        move(network, "\"PROPOSED\"", "\"ASKED\"");
        assertPromises(List.of(), network.violations());
        move(network, "\"PROPOSED\"", "\"WITHDRAWN\"");
        assertPromises(List.of(Network.ORDER), network.violations());
    }

    @Test
    void an_import_that_says_more_than_it_brought_is_seen() {
        var network = new Network();
        apply(network, Effect.CREATED, CONTACT, "{\"source\":\"IMPORT\",\"batchId\":\"%s\"}".formatted(OWNER));
        apply(network, Effect.IMPORTED, OWNER, "{\"created\":2}");
        assertPromises(List.of("an import is whole"), network.violations());
    }

    @Test
    void an_API_that_says_something_else_than_the_events_is_seen() {
        var network = created(CONTACT);
        assertPromises(List.of(),
                Invariants.fold(OWNER, network, new Invariants.State(network.contacts(), Map.of(), Set.of())));
        assertPromises(List.of(Invariants.FOLD),
                Invariants.fold(OWNER, network, new Invariants.State(Map.of(), Map.of(), Set.of())));
        assertPromises(List.of(Invariants.FOLD), Invariants.fold(OWNER, network, new Invariants.State(
                Map.of(CONTACT, new Network.Contact(false, 1, Instant.EPOCH)), Map.of(), Set.of())));
        assertPromises(List.of(Invariants.FOLD),
                Invariants.fold(OWNER, network, new Invariants.State(network.contacts(), Map.of(), Set.of(CONTACT))));
    }

    // ---- made by hand

    private static Seen event(long position) {
        return Seen.of(OWNER, position, new UUID(3, position), "type", CONTACT, Instant.EPOCH, bytes("{}"));
    }

    private static Map<Long, Seen> log(int length) {
        return LongStream.rangeClosed(1, length).mapToObj(InvariantsTest::event)
                .collect(Collectors.toMap(Seen::position, Function.identity()));
    }

    private static List<Violation> topic(Map<Long, Seen> log, Seen... events) {
        return Invariants.topic(log, List.of(List.of(events)), ONE_EPOCH);
    }

    private static Operation creation(Outcome outcome, String key) {
        return new Operation(1, OWNER, "create a contact", key, true, "marker", Effect.of(Effect.CREATED, CONTACT),
                Instant.EPOCH,
                Instant.EPOCH, outcome, List.of(), null);
    }

    private static Network created(UUID... contacts) {
        var network = new Network();
        for (var contact : contacts) {
            apply(network, Effect.CREATED, contact, "{\"source\":\"API\",\"batchId\":null}");
        }
        return network;
    }

    private static List<Violation> effects(List<Operation> asked, Network network, Set<UUID> rows, String... keys) {
        return Invariants.effects(asked, network, new Invariants.Rows(rows, Set.of(keys), Set.of(), Set.of("refused")));
    }

    /** @param event a type and a spell */
    private static void tell(Network network, String event) {
        var parts = event.split(" ");
        apply(network, "dev.kith.contact." + parts[0] + ".v1", CONTACT,
                "{\"spell\":%s,\"coldAt\":\"1970-01-01T00:00:00Z\"}".formatted(parts[1]));
    }

    private static void move(Network network, String from, String to) {
        apply(network, Effect.MOVED, CONTACT, "{\"from\":%s,\"to\":%s}".formatted(from, to));
    }

    private static void log(Network network, UUID interaction) {
        apply(network, Effect.LOGGED, interaction, "{\"participantIds\":[],\"introductionId\":null}");
    }

    private static void apply(Network network, String type, UUID subject, String data) {
        network.apply(Seen.of(OWNER, 1, new UUID(4, 4), type, subject, Instant.EPOCH, bytes(data)), Json.read(bytes(data)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void assertPromises(List<String> expected, List<Violation> violations) {
        assertEquals(expected, new ArrayList<>(violations.stream().map(Violation::promise).distinct().toList()),
                violations::toString);
    }
}
