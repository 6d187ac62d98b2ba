package dev.kith.faults;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The packaged application, with a network of its own to its clients, to PostgreSQL and to Kafka. */
final class Replica {

    private static final Path PACKAGE = Path.of("target", "quarkus-app");
    private static final HttpClient PROBES = HttpClient.newHttpClient();

    private final int number;
    private final int port;
    private final Proxy clients;
    private final Proxy database;
    private final Proxy kafka;
    private final Path armed;
    private final Path log;
    private final List<String> command;
    private Program program;

    /** @param agent what makes it die at a place in its own code when it is asked to */
    Replica(int number, Path home, Proxy database, Proxy kafka, Path agent, Map<String, String> settings)
            throws IOException {
        this.number = number;
        this.port = Ports.free();
        this.clients = new Proxy(Ports.free(), port);
        this.database = database;
        this.kafka = kafka;
        this.armed = home.resolve(name() + ".armed");
        this.command = new ArrayList<>(List.of(Program.java(), "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "-javaagent:" + agent + "=" + armed));
        settings.forEach((key, value) -> command.add("-D" + key + "=" + value));
        command.addAll(List.of(
                "-Dquarkus.http.host=127.0.0.1", "-Dquarkus.http.port=" + port,
                "-Dkith.events.replica=" + name(),
                "-Dkith.database.url=jdbc:postgresql://127.0.0.1:" + database.port()
                        + "/kith?sslmode=disable&gssEncMode=disable",
                "-Dkafka.bootstrap.servers=127.0.0.1:" + kafka.port(),
                "-jar"));
        this.log = home.resolve(name() + ".log");
        install(PACKAGE);
    }

    /** While it does not run: another version of the application. */
    void install(Path directory) {
        var start = new ArrayList<>(command);
        start.add(directory.resolve("quarkus-run.jar").toString());
        program = new Program(log, start);
    }

    String name() {
        return "replica-" + number;
    }

    /** Where its clients reach it. */
    URI uri() {
        return URI.create("http://127.0.0.1:" + clients.port());
    }

    /** Past the network. */
    URI direct() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The network to those who ask. */
    Proxy clients() {
        return clients;
    }

    /** The network to PostgreSQL. */
    Proxy database() {
        return database;
    }

    /** The network to Kafka. */
    Proxy kafka() {
        return kafka;
    }

    void start() throws IOException {
        program.start();
    }

    boolean isRunning() {
        return program.isRunning();
    }

    OptionalInt exit() {
        return program.exit();
    }

    boolean awaitExit(Duration longest) throws InterruptedException {
        return program.awaitExit(longest);
    }

    boolean awaitReady(Duration longest) throws IOException, InterruptedException {
        return Await.within(longest, this::isReady);
    }

    boolean isReady() throws InterruptedException {
        var probe = HttpRequest.newBuilder(direct().resolve("/q/health/ready")).timeout(Duration.ofSeconds(5)).build();
        try {
            return PROBES.send(probe, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    void kill() {
        program.kill();
    }

    void end() throws IOException, InterruptedException {
        program.end();
    }

    void pause() throws IOException, InterruptedException {
        program.pause();
    }

    void goOn() throws IOException, InterruptedException {
        program.goOn();
    }

    long pid() {
        return program.pid();
    }

    /** It dies when it comes to this place for the n-th time from now. */
    void arm(CrashPoint point, int passes) throws IOException {
        var written = armed.resolveSibling(armed.getFileName() + ".new");
        Files.writeString(written, point.name() + " " + passes);
        Files.move(written, armed, StandardCopyOption.ATOMIC_MOVE);
    }

    void disarm() throws IOException {
        Files.deleteIfExists(armed);
    }

    void heal() {
        clients.heal();
        database.heal();
        kafka.heal();
    }

    void close() throws IOException {
        kill();
        clients.close();
        database.close();
        kafka.close();
    }

    boolean diedAtCrashPoint() {
        return exit().orElse(0) == Crash.EXIT;
    }
}
