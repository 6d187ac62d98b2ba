package dev.kith.faults;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An installation on this machine, each part a process that can be killed: PostgreSQL, Kafka, some replicas of the packaged
 * application, and a network between them that can fail. All of it is gone at the end, but for its logs.
 */
final class Rig implements AutoCloseable {

    private static final DateTimeFormatter RUN = DateTimeFormatter.ofPattern("MMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);
    private static final Duration TO_START = Duration.ofSeconds(180);

    private final Path home;
    private final Tokens tokens = new Tokens();
    private final List<Replica> replicas = new ArrayList<>();
    private Postgres postgres;
    private Broker broker;

    private Rig(Path home) {
        this.home = home;
    }

    /** Everything but the replicas, which are still to be started. */
    static Rig prepare(int replicas) throws IOException, InterruptedException, SQLException {
        return prepare(replicas, Map.of());
    }

    /** @param more settings of the replicas */
    static Rig prepare(int replicas, Map<String, String> more) throws IOException, InterruptedException, SQLException {
        var rig = new Rig(Files.createDirectories(
                Path.of("target", "faults", RUN.format(Instant.now())).toAbsolutePath()));
        try {
            rig.prepareAll(replicas, more);
            return rig;
        } catch (Exception | Error e) {
            rig.close();
            throw e;
        }
    }

    /** All of it, up and ready. */
    static Rig start(int replicas) throws IOException, InterruptedException, SQLException {
        var rig = prepare(replicas);
        try {
            rig.startReplicas();
            return rig;
        } catch (Exception | Error e) {
            rig.close();
            throw e;
        }
    }

    private void prepareAll(int count, Map<String, String> more) throws IOException, InterruptedException, SQLException {
        var agent = CrashAgent.pack(home.resolve("crash-agent.jar"));
        var kafkaProxies = new ArrayList<Integer>();
        for (int i = 0; i < count; i++) {
            kafkaProxies.add(Ports.free());
        }
        broker = new Broker(home.resolve("kafka"), kafkaProxies);
        broker.start();
        postgres = new Postgres(home.resolve("postgres"));
        postgres.start();
        var settings = new HashMap<>(settings());
        settings.putAll(more);
        for (int i = 0; i < count; i++) {
            replicas.add(new Replica(i, home, new Proxy(Ports.free(), postgres.port()),
                    new Proxy(kafkaProxies.get(i), broker.port(i)), agent, settings));
        }
    }

    private Map<String, String> settings() {
        return Map.ofEntries(
                Map.entry("kith.database.owner.password", "owner"),
                Map.entry("kith.database.api.password", "api"),
                Map.entry("kith.database.system.password", "system"),
                Map.entry("quarkus.oidc.public-key", tokens.publicKey()),
                Map.entry("quarkus.oidc.token.issuer", Tokens.ISSUER),
                Map.entry("kith.limits.owner.requests", "0"),
                Map.entry("kith.limits.address.requests", "0"),
                Map.entry("kith.warmth.sweep-every", "1s"),
                Map.entry("quarkus.thread-pool.max-threads", "40")); // so that a leak is told from a pool that grew
    }

    /** One after the other: the first one migrates. */
    void startReplicas() throws IOException, InterruptedException {
        for (var replica : replicas) {
            replica.start();
            if (!replica.awaitReady(TO_START)) {
                throw new IllegalStateException(replica.name() + " does not start, see " + home);
            }
        }
    }

    /** Where its logs are. */
    Path home() {
        return home;
    }

    Postgres postgres() {
        return postgres;
    }

    Broker broker() {
        return broker;
    }

    Replica replica(int number) {
        return replicas.get(number);
    }

    List<Replica> all() {
        return List.copyOf(replicas);
    }

    /** Where the API is answered, at each of them. */
    List<URI> replicas() {
        return replicas.stream().map(Replica::uri).toList();
    }

    /** For a superuser, past every proxy. */
    String databaseUrl() {
        return postgres.url();
    }

    /** Past every proxy. */
    String bootstrapServers() {
        return broker.address();
    }

    /** With which somebody may ask for everything there is. */
    String token(String subject) {
        return tokens.of(subject);
    }

    /** The replica that relays, as far as it is known. */
    Optional<Replica> leader() throws SQLException {
        try (Connection connection = postgres.connect();
                var query = connection.createStatement();
                var row = query.executeQuery("select leader from relay_state where lane = 0")) {
            var name = row.next() ? row.getString(1) : "";
            return replicas.stream().filter(replica -> replica.name().equals(name)).findFirst();
        }
    }

    /** Everything runs, and is connected, again. */
    void heal() throws IOException, InterruptedException {
        replicas.forEach(Replica::heal);
        broker.goOn();
        broker.start();
        postgres.start();
        for (var replica : replicas) {
            replica.disarm();
            replica.goOn();
            replica.start();
        }
        for (var replica : replicas) {
            if (!replica.awaitReady(TO_START)) {
                throw new IllegalStateException(replica.name() + " does not come back, see " + home);
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (var replica : replicas) {
            replica.close();
        }
        if (postgres != null) {
            postgres.kill();
        }
        if (broker != null) {
            broker.kill();
        }
        try (var files = Files.walk(home)) {
            for (var file : files.filter(Files::isRegularFile).filter(file -> !isKept(file)).toList()) {
                Files.delete(file);
            }
        }
    }

    private boolean isKept(Path file) {
        return file.getParent().equals(home) || file.toString().endsWith(".log") && !file.toString().contains("/data/");
    }
}
