package dev.kith.eventlog;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;

/** A broker that a test may take away, as the one that all share may not be. It is away at first. */
final class OwnBroker implements AutoCloseable {

    private final int port = freePort();
    private final int controllerPort = freePort();
    private final Path data;
    private KafkaRaftServer broker;

    OwnBroker() throws IOException {
        data = Files.createTempDirectory(Files.createDirectories(Path.of("target", "kith-test")), "broker");
        try {
            new Formatter().setNodeId(1).setClusterId(Uuid.randomUuid().toString()).setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString()).addDirectory(data.toString())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)).run();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    String address() {
        return "localhost:" + port;
    }

    void start() {
        var properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@localhost:" + controllerPort,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controllerPort,
                "advertised.listeners", "PLAINTEXT://localhost:" + port,
                "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "log.dirs", data.toString(),
                "auto.create.topics.enable", "false"));
        properties.putAll(Map.of(
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.min.isr", "1",
                "transaction.state.log.num.partitions", "1",
                "controlled.shutdown.enable", "false",
                "log.cleaner.dedupe.buffer.size", "8388608"));
        broker = new KafkaRaftServer(new KafkaConfig(properties), Time.SYSTEM);
        broker.startup();
    }

    void stop() {
        broker.shutdown();
        broker.awaitShutdown();
        broker = null;
    }

    @Override
    public void close() {
        if (broker != null) {
            stop();
        }
    }

    private static int freePort() {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
