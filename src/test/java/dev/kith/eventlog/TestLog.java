package dev.kith.eventlog;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerRecord;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.support.Database;
import dev.kith.support.KithServices;
import dev.kith.support.Topic;
import dev.kith.trace.Traces;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.trace.TracerProvider;
import io.smallrye.config.SmallRyeConfigBuilder;

/** A log of its own: a database and topics of no other test, and as many sequencers and relays as a test wants. */
final class TestLog implements AutoCloseable {

    /** Each test migrates a database, and makes Kafka's clients fail on purpose: nobody wants to read of it. */
    private static final List<Logger> TALKATIVE = List.of(Logger.getLogger("org.flywaydb"),
            Logger.getLogger("org.apache.kafka.clients"));
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final String database;
    private final String url;
    private final Map<String, String> settings = new HashMap<>();
    private final List<Runnable> stops = new ArrayList<>();
    private final EventLog log = new EventLog(null, null, new ObjectMapper(), null, null);

    /** Something that happened for a test. */
    record Happened(String what, int number) implements DomainEvent {
        @Override
        public String type() {
            return "dev.kith.test.happened.v1";
        }

        @Override
        public UUID subject() {
            return new UUID(0, number);
        }

        @Override
        public Instant time() {
            return Instant.EPOCH.plusSeconds(number);
        }
    }

    /** @param name for topics and cursor; a log that has the name of another is rebuilt under the other's topic */
    private TestLog(String name) {
        this(name, newDatabase(Template.NAME));
        try (var connection = connectAsOwner(); var update = connection.createStatement()) {
            update.execute("update log_head set epoch = gen_random_uuid()"); // a copy is another history
            update.execute("update log_epoch set epoch = (select epoch from log_head)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestLog(String name, String database) {
        this(name, database, url(database));
    }

    /** @param database null on a server that ends with the test */
    private TestLog(String name, String database, String url) {
        this.database = database;
        this.url = url;
        settings.put("kith.events.topic", "events." + name);
        settings.put("kith.events.relay.cursor-topic", "cursor." + name);
        settings.put("kith.events.relay.cursor-group", "cursor." + name);
        settings.put("kith.events.relay.transactional-id", "relay." + name);
        settings.put("kith.events.relay.election", "100ms");
    }

    /** Migrated once, and copied for each log. */
    private static final class Template {

        static final String NAME = "log_template_" + UUID.randomUUID().toString().replace("-", "");

        static {
            create(NAME, "template1");
            Database.migrate(url(NAME), "latest");
        }
    }

    /** @param version which had fewer migrations: the number of its last one */
    static TestLog released(String version) {
        var log = new TestLog(UUID.randomUUID().toString(), newDatabase("template1"));
        Database.migrate(log.url, version);
        return log;
    }

    /** On a server of its own, which the test stops. */
    static TestLog on(OwnPostgres server) {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.OFF));
        new KithServices().start();
        var log = new TestLog(UUID.randomUUID().toString(), null, server.url());
        log.migrate();
        return log;
    }

    void migrate() {
        Database.migrate(url, "latest");
    }

    private static String newDatabase(String template) {
        var database = "log_" + UUID.randomUUID().toString().replace("-", "");
        create(database, template);
        return database;
    }

    private static void create(String database, String template) {
        TALKATIVE.forEach(logger -> logger.setLevel(Level.OFF));
        new KithServices().start();
        try (var superuser = Database.asSuperuser(); var create = superuser.createStatement()) {
            create.execute("create database " + database + " owner kith_owner template " + template);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static TestLog fresh() {
        return new TestLog(UUID.randomUUID().toString());
    }

    /** Another database whose relay finds the topics of this one. */
    TestLog rebuilt() {
        return new TestLog(topic().substring("events.".length()));
    }

    TestLog with(String setting, String value) {
        settings.put("kith.events." + setting, value);
        return this;
    }

    EventLogConfig config() {
        return new SmallRyeConfigBuilder().addDiscoveredConverters().withMapping(EventLogConfig.class)
                .withDefaultValues(settings).build().getConfigMapping(EventLogConfig.class);
    }

    String topic() {
        return settings.get("kith.events.topic");
    }

    String url() {
        return url;
    }

    private static String url(String database) {
        return System.getProperty("kith.database.url").replaceFirst("/[^/]*$", "/" + database);
    }

    static String broker() {
        return System.getProperty("kafka.bootstrap.servers");
    }

    Connection connectAsOwner() throws SQLException {
        return DriverManager.getConnection(url(), "kith_owner", System.getProperty("kith.database.owner.password"));
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "kith_system", System.getProperty("kith.database.system.password"));
    }

    /** @param readers who say what they still need */
    LogParts parts(LogReader... readers) {
        var owner = new DirectDatabase(url(), "kith_owner", System.getProperty("kith.database.owner.password"));
        return new LogParts(owner, config(), true, List.of(readers), metrics);
    }

    private DirectDatabase direct() {
        return new DirectDatabase(url(), "kith_system", System.getProperty("kith.database.system.password"));
    }

    /** A connection as a sequencer has it. */
    Connection openSequencerConnection() throws SQLException {
        return direct().open("kith sequencer", Sequencer.settings(config().sequencer()));
    }

    /** Ends all connections that a sequencer or relay has, as a failing database does. */
    void cutConnections() throws SQLException {
        try (var superuser = Database.asSuperuser();
                var cut = superuser.prepareStatement("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = ? and application_name like 'kith %'")) {
            cut.setString(1, database);
            cut.execute();
        }
    }

    Sequencer sequencer() {
        return sequencer(kafka());
    }

    Sequencer sequencer(Kafka kafka) {
        var sequencer = new Sequencer(direct(), config().sequencer(), parts(), restoration(kafka), metrics);
        stops.add(sequencer::close);
        sequencer.start();
        return sequencer;
    }

    /** As it comes up with a process: with what is at hand, and who is told. */
    LogTail tail(RecentEvents recent, Consumer<List<LoggedEvent>> news) {
        var tail = new LogTail(direct(), recent, news, () -> {
        });
        stops.add(tail::close);
        tail.start();
        return tail;
    }

    Relay relay() {
        return relay(kafka(), Relay.LANE);
    }

    private static Kafka kafka() {
        return new Kafka(Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, broker()));
    }

    private Restoration restoration(Kafka kafka) {
        return new Restoration(direct(), kafka, config(), parts());
    }

    /** @param lane with a lane of its own, a relay believes that it leads, whatever others do */
    Relay relay(Kafka kafka, int lane) {
        var relay = new Relay(direct(), kafka, config(), restoration(kafka),
                new Traces(TracerProvider.noop().get("")), lane, metrics);
        stops.add(relay::close);
        relay.start();
        return relay;
    }

    /** What a relay reads by, without one. */
    RelaySession session() throws SQLException {
        var session = new RelaySession(direct(), Relay.LANE, config().relay().lease());
        stops.add(() -> {
            try {
                session.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
        session.history(restoration(kafka()));
        return session;
    }

    void republish(long from, long to) throws SQLException {
        try (var connection = connect(); var ask = connection.createStatement()) {
            ask.execute(
                    "insert into republication (lane, id, first_position, last_position, done) values (0, gen_random_uuid(), "
                            + from + ", " + to + ", " + from + " - 1) on conflict (lane) do update set id = excluded.id,"
                            + " first_position = excluded.first_position, last_position = excluded.last_position,"
                            + " done = excluded.done, ended_at = null");
        }
    }

    /** Appends in the transaction of a connection. */
    void append(Connection writer, UUID owner, String what, int number) throws SQLException {
        log.append(writer, Map.of(owner, List.of(new Happened(what, number))));
    }

    /** Appends events numbered from 1, each in a transaction of its own. */
    void append(UUID owner, int events) throws SQLException {
        try (var writer = connect()) {
            for (var number = 1; number <= events; number++) {
                append(writer, owner, "a", number);
            }
        }
    }

    /** The log in its order; an event is its owner, id and data. */
    List<String> log() throws SQLException {
        try (var reader = connect();
                var query = reader.prepareStatement("select " + LoggedEvent.COLUMNS + " from event_log order by position");
                var row = query.executeQuery()) {
            var events = new ArrayList<String>();
            while (row.next()) {
                var event = LoggedEvent.of(row);
                if (event.position() != events.size() + 1) {
                    throw new AssertionError("position " + event.position() + " follows " + events.size());
                }
                events.add(event.ownerId() + " " + event.id() + " "
                        + new String(event.data(), StandardCharsets.UTF_8));
            }
            return events;
        }
    }

    /**
     * What a consumer of committed records has, as {@link #log} writes it, by the position it is said to have.
     *
     * @param others logs that were published to the same topic before
     */
    List<String> published(TestLog... others) throws SQLException {
        return publishedAt(broker(), others);
    }

    List<String> publishedAt(String broker, TestLog... others) throws SQLException {
        var foreign = new HashSet<String>();
        for (var other : others) {
            other.log().forEach(event -> foreign.add(event.split(" ")[1]));
        }
        var records = Topic.readCommitted(broker, topic(), record -> !foreign.contains(header(record, "ce_id")));
        var last = new HashMap<Integer, String>();
        for (var record : records) {
            var before = last.put(record.partition(), header(record, "ce_sequence"));
            if (before != null && before.compareTo(header(record, "ce_sequence")) >= 0) {
                throw new AssertionError("partition " + record.partition() + " has position " + header(record, "ce_sequence")
                        + " after " + before);
            }
        }
        return records.stream()
                .sorted(Comparator.comparing(record -> header(record, "ce_sequence")))
                .map(record -> record.key() + " " + header(record, "ce_id") + " "
                        + new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    static String header(ConsumerRecord<String, byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    void awaitLogged(int events) throws Exception {
        await(() -> count("event_log") >= events);
    }

    void awaitPublished(int events) throws Exception {
        Topic.await(topic(), record -> true, events);
    }

    long count(String table) throws SQLException {
        try (var reader = connect();
                var query = reader.createStatement();
                var row = query.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        }
    }

    static void await(Callable<Boolean> condition) throws Exception {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("waited for " + PATIENCE + " in vain");
            }
            Thread.sleep(5);
        }
    }

    @Override
    public void close() throws SQLException {
        for (var stop : stops) {
            stop.run();
        }
        if (database == null) {
            return;
        }
        try (var superuser = Database.asSuperuser(); var drop = superuser.createStatement()) {
            drop.execute("drop database " + database + " with (force)");
        }
    }
}
