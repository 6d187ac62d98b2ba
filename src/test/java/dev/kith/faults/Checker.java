package dev.kith.faults;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.faults.Network.Contact;

/** Holds what is there after the last fault against what was promised. */
final class Checker {

    private static final Duration TO_TELL = Duration.ofSeconds(60);

    /** Of each promise. */
    private static final int SHOWN = 20;

    private final String databaseUrl;
    private final Client client;
    private final History history;
    private final Workload workload;
    private final TopicReader topic;
    private final List<LogReader> readers;
    private final Map<Long, Seen> log = new HashMap<>();
    private final Map<UUID, List<Seen>> byOwner = new HashMap<>();
    private final Map<UUID, Network> networks = new HashMap<>();
    private final Map<String, Long> events = new LinkedHashMap<>();
    private final List<Violation> violations = new ArrayList<>();

    /** @param databaseUrl of a superuser */
    Checker(String databaseUrl, Client client, History history, Workload workload, TopicReader topic,
            List<LogReader> readers) {
        this.databaseUrl = databaseUrl;
        this.client = client;
        this.history = history;
        this.workload = workload;
        this.topic = topic;
        this.readers = readers;
    }

    /** To be compared with, when all is quiet before the first fault. */
    Footprint footprint(List<URI> replicas) throws SQLException, InterruptedException {
        try (var books = new Books(databaseUrl)) {
            return footprint(books, replicas);
        }
    }

    private Footprint footprint(Books books, List<URI> replicas) throws SQLException, InterruptedException {
        return Footprint.of(books, client, workload.tokens().values().iterator().next(), replicas);
    }

    /**
     * Asked right after the last fault, while all still write: within a minute the topic has what there was, and nothing waits.
     */
    void awaitTold() throws SQLException, InterruptedException {
        try (var books = new Books(databaseUrl)) {
            var then = books.progress().head();
            awaitTold(books, now -> !now.late() && topic.furthest() >= then);
        }
    }

    private void awaitTold(Books books, Predicate<Books.Progress> told) throws SQLException, InterruptedException {
        var until = System.nanoTime() + TO_TELL.toNanos();
        var progress = books.progress();
        while (!told.test(progress)) {
            if (System.nanoTime() > until) {
                violations.add(new Violation(Invariants.LATE, "%s, and the topic is at position %d"
                        .formatted(progress, topic.furthest())));
                return;
            }
            Thread.sleep(100);
            progress = books.progress();
        }
    }

    /**
     * Asked when nobody writes any more.
     *
     * @param restored the database was put back to an earlier point: what was acknowledged before that may be gone
     * @return what was promised and not kept, also by answers and readers on the way
     */
    List<Violation> check(boolean restored, Footprint before, List<URI> replicas) throws SQLException, InterruptedException {
        violations.addAll(history.wrongAnswers().stream()
                .filter(wrong -> !restored || !wrong.promise().equals(Invariants.ACKNOWLEDGED)).toList());
        violations.addAll(topic.violations());
        try (var books = new Books(databaseUrl)) {
            awaitTold(books, now -> now.isAtRest() && topic.furthest() >= now.head());
            var epochs = books.epochs();
            read(books);
            checkLog(epochs);
            checkReaders(epochs.size());
            networks.values().forEach(network -> violations.addAll(network.violations()));
            if (!restored) {
                checkOperations(books);
            }
            for (var owner : workload.tokens().keySet()) {
                checkState(books, owner);
            }
            if (!restored) {
                for (var expected : workload.expected()) {
                    checkExpected(expected);
                }
            }
            violations.addAll(footprint(books, replicas).leaksSince(before));
            books.idleInTransaction()
                    .forEach(who -> violations.add(new Violation(Invariants.LEAKS, "idle in transaction: " + who)));
        }
        return shortened();
    }

    /** One hole makes thousands: some of each promise, and how many more there are. */
    private List<Violation> shortened() {
        var byPromise = violations.stream()
                .collect(Collectors.groupingBy(Violation::promise, LinkedHashMap::new, Collectors.toList()));
        var shortened = new ArrayList<Violation>();
        byPromise.forEach((promise, all) -> {
            shortened.addAll(all.subList(0, Math.min(SHOWN, all.size())));
            if (all.size() > SHOWN) {
                shortened.add(new Violation(promise, "and " + (all.size() - SHOWN) + " more"));
            }
        });
        return shortened;
    }

    /** How many of each type. */
    Map<String, Long> events() {
        return events;
    }

    private void read(Books books) throws SQLException {
        books.events(0, null, (event, data) -> {
            log.put(event.position(), event);
            byOwner.computeIfAbsent(event.owner(), owner -> new ArrayList<>()).add(event);
            networks.computeIfAbsent(event.owner(), owner -> new Network()).apply(event, data);
            events.merge(event.type(), 1L, Long::sum);
        });
    }

    private void checkLog(List<Epoch> epochs) throws InterruptedException {
        violations.addAll(Invariants.dense(log.keySet().stream().sorted().toList(), epochs));
        var head = log.keySet().stream().mapToLong(Long::longValue).max().orElse(0);
        var ids = new HashSet<UUID>();
        log.values().stream().filter(event -> !ids.add(event.id()))
                .forEach(event -> violations.add(new Violation(Invariants.EXACTLY_ONCE, event + " is in the log again")));
        await(() -> topic.furthest() >= head);
        violations.addAll(Invariants.topic(log, topic.partitions().stream()
                .map(partition -> partition.stream().filter(event -> event.position() <= head).toList()).toList(), epochs));
    }

    private void checkReaders(int epochs) throws InterruptedException {
        for (var reader : readers) {
            var logged = byOwner.getOrDefault(reader.owner(), List.of());
            var head = logged.isEmpty() ? 0 : logged.get(logged.size() - 1).position();
            await(() -> {
                var seen = reader.events();
                return !seen.isEmpty() && seen.get(seen.size() - 1).position() >= head;
            });
            violations.addAll(Invariants.followed(reader.way(), logged,
                    reader.events().stream().filter(event -> event.position() <= head).toList()));
            if (reader.gone() >= epochs) {
                violations.add(new Violation(Invariants.SAME_ORDER,
                        "%s were told %d times that the log does not go on, in %d epochs".formatted(reader.way(), reader.gone(),
                                epochs)));
            }
        }
    }

    private interface Condition {
        boolean holds();
    }

    /** What is not there by then is missing. */
    private static void await(Condition condition) throws InterruptedException {
        var until = System.nanoTime() + TO_TELL.toNanos();
        while (!condition.holds() && System.nanoTime() < until) {
            Thread.sleep(100);
        }
    }

    private void checkOperations(Books books) throws SQLException {
        var byOwner = history.operations().stream().collect(Collectors.groupingBy(Operation::owner));
        for (var owner : byOwner.keySet()) {
            var operations = new ArrayList<Operation>();
            for (var operation : byOwner.get(owner)) {
                operations.add(operation.outcome() == Outcome.UNKNOWN && operation.isAnonymous() ? found(books, operation)
                        : operation);
            }
            violations.addAll(Invariants.effects(operations, networks.get(owner), books.rows(owner)));
        }
    }

    private Operation found(Books books, Operation operation) throws SQLException {
        var made = books.made(operation);
        if (made.size() > 1) {
            violations.add(new Violation(Invariants.ONE_EFFECT, operation.line() + " made " + made));
        }
        return made.isEmpty() ? operation : operation.on(made.get(0));
    }

    // ---- the fold and the API

    private void checkState(Books books, UUID owner) throws SQLException, InterruptedException {
        var network = networks.computeIfAbsent(owner, one -> new Network());
        var last = new long[] { byOwner.getOrDefault(owner, List.of()).stream().mapToLong(Seen::position).max().orElse(0) };
        for (var attempt = 0; attempt < 30; attempt++) {
            var state = state(owner);
            if (books.hasNothingNew(owner, last[0])) {
                violations.addAll(Invariants.fold(owner, network, state));
                return;
            }
            Thread.sleep(300);
            books.events(last[0], owner, (event, data) -> {
                network.apply(event, data);
                last[0] = event.position();
            });
        }
        violations.add(new Violation(Invariants.LATE, owner + " does not come to rest"));
    }

    private Invariants.State state(UUID owner) throws InterruptedException {
        var contacts = new HashMap<UUID, Contact>();
        each(owner,
                "/v1/contacts?status=ACTIVE&status=MUTED&status=ARCHIVED&status=DECEASED&status=DO_NOT_CONTACT&status=BINNED&limit=200",
                contact -> {
                    var warmth = contact.get("warmth");
                    var coldSince = warmth.get("coldSince").textValue();
                    contacts.put(id(contact), new Contact(!contact.get("binnedAt").isNull(), warmth.get("spells").intValue(),
                            coldSince == null ? null : Instant.parse(coldSince)));
                });
        var introductions = new HashMap<UUID, String>();
        each(owner, "/v1/introductions?sort=createdAt&limit=200",
                introduction -> introductions.put(id(introduction), introduction.get("status").textValue()));
        var interactions = new HashSet<UUID>();
        each(owner, "/v1/interactions?limit=200", interaction -> interactions.add(id(interaction)));
        return new Invariants.State(contacts, introductions, interactions);
    }

    /** Every item of a list. */
    private void each(UUID owner, String path, Consumer<JsonNode> reader) throws InterruptedException {
        var token = workload.tokens().get(owner);
        var cursor = "";
        while (cursor != null) {
            var page = Json.read(read(token, path + cursor));
            page.get("items").forEach(reader);
            var next = page.get("nextCursor").textValue();
            cursor = next == null ? null : "&cursor=" + URLEncoder.encode(next, StandardCharsets.UTF_8);
        }
    }

    private byte[] read(String token, String path) throws InterruptedException {
        for (var attempt = 0; attempt < 20; attempt++) {
            var answer = client.ask(token, Client.Request.get(path));
            if (answer.isGood()) {
                return answer.body();
            }
            Thread.sleep(500);
        }
        throw new IllegalStateException(path + " cannot be read");
    }

    private static UUID id(JsonNode item) {
        return UUID.fromString(item.get("id").textValue());
    }

    /** What was acknowledged and is not told by events. */
    private void checkExpected(Writer.Expected expected) throws InterruptedException {
        var cadences = new HashMap<UUID, String>();
        var tags = new HashMap<UUID, Set<String>>();
        each(expected.owner(), "/v1/contacts?status=ACTIVE&status=BINNED&limit=200", contact -> {
            cadences.put(id(contact), contact.get("cadence").isNull() ? "" : contact.get("cadence").textValue());
            var names = new HashSet<String>();
            contact.get("tags").forEach(tag -> names.add(tag.textValue()));
            tags.put(id(contact), names);
        });
        var tagCadences = new HashMap<String, String>();
        each(expected.owner(), "/v1/tags?limit=200",
                tag -> tagCadences.put(tag.get("name").textValue(), tag.get("cadence").textValue()));
        var statuses = networks.get(expected.owner()).introductions();
        compare(expected.owner(), "cadence", expected.cadences(), cadences);
        compare(expected.owner(), "tags", expected.tags(), tags);
        compare(expected.owner(), "status", expected.introductions(), statuses);
        compare(expected.owner(), "cadence", expected.tagCadences(), tagCadences);
    }

    private <K, V> void compare(UUID owner, String what, Map<K, V> expected, Map<K, V> there) {
        expected.forEach((key, value) -> {
            if (!value.equals(there.get(key))) {
                violations.add(new Violation(Invariants.ACKNOWLEDGED, "of %s, the %s of %s was acknowledged as %s, and is %s"
                        .formatted(owner, what, key, value, there.get(key))));
            }
        });
    }
}
