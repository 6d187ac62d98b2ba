package dev.kith.local;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
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

/** One Kafka broker that is its own controller, with as little memory as it does with. */
final class LocalKafka extends LocalServer {

    private final LocalSettings settings;
    private final Path data;
    private int port;

    LocalKafka(LocalSettings settings) {
        super("Kafka", settings.directory().resolve("kafka"));
        this.settings = settings;
        this.data = home().resolve("data");
    }

    @Override
    AutoCloseable open() throws IOException {
        port = claim(settings.kafkaPort(), LocalSettings.KAFKA_PORT);
        var controller = claim(settings.controllerPort(), LocalSettings.CONTROLLER_PORT);
        if (!Files.exists(data.resolve("meta.properties"))) {
            delete(data); // an earlier run was killed while it made the directory
            format();
        }
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        thread.setContextClassLoader(KafkaRaftServer.class.getClassLoader()); // its threads outlive reloads, ours does not
        try {
            var broker = new KafkaRaftServer(new KafkaConfig(properties(controller)), Time.SYSTEM);
            broker.startup();
            return () -> {
                broker.shutdown();
                broker.awaitShutdown();
            };
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Override
    Map<String, String> configuration() {
        return Map.of("kafka.bootstrap.servers", "localhost:" + port);
    }

    @Override
    String greeting() {
        return "Kafka listens on localhost:" + port + ", data in " + home();
    }

    private void format() throws IOException {
        try {
            new Formatter()
                    .setNodeId(1)
                    .setClusterId(Uuid.randomUuid().toString())
                    .setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString())
                    .addDirectory(data.toString())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("Kafka's directory could not be made: " + e.getMessage(), e);
        }
    }

    private Properties properties(int controller) {
        var properties = new Properties();
        properties.putAll(Map.of(
                "process.roles", "broker,controller",
                "node.id", "1",
                "controller.quorum.voters", "1@localhost:" + controller,
                "controller.listener.names", "CONTROLLER",
                "listeners", "PLAINTEXT://localhost:" + port + ",CONTROLLER://localhost:" + controller,
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
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "share.coordinator.state.topic.num.partitions", "1",
                "group.initial.rebalance.delay.ms", "0"));
        properties.putAll(Map.of(
                "log.cleaner.dedupe.buffer.size", "8388608",
                "num.network.threads", "2",
                "num.io.threads", "2",
                "background.threads", "2",
                "num.recovery.threads.per.data.dir", "1",
                "controlled.shutdown.enable", "false"));
        return properties;
    }
}
