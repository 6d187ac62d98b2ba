package dev.kith.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka broker in a process of its own. A client is told where the broker is by the broker, so that each replica, which
 * comes through a proxy, has a listener of its own.
 */
final class Broker {

    private static final String DIRECT = "DIRECT";

    private final int port = Ports.free();
    private final List<Integer> ports = new ArrayList<>();
    private final Program server;

    /** @param proxies where the proxy of each replica will listen */
    Broker(Path home, List<Integer> proxies) throws IOException {
        var data = Files.createDirectories(home).resolve("data");
        format(data);
        proxies.forEach(proxy -> ports.add(Ports.free()));
        var properties = home.resolve("server.properties");
        Files.writeString(properties, settings(data, proxies).entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue()).collect(Collectors.joining("\n")));
        server = new Program(home.resolve("kafka.log"), List.of(Program.java(), "-Xmx320m", "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1", "-Djava.util.logging.manager=org.jboss.logmanager.LogManager", "-cp",
                Program.classPath(), "kafka.Kafka", properties.toString()));
    }

    private static void format(Path data) throws IOException {
        try {
            new Formatter().setNodeId(1).setClusterId(Uuid.randomUuid().toString()).setControllerListenerName("CONTROLLER")
                    .setMetadataLogDirectory(data.toString()).addDirectory(data.toString())
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)).run();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private Map<String, String> settings(Path data, List<Integer> proxies) {
        var controller = Ports.free();
        var listeners = new ArrayList<>(List.of(address(DIRECT, port), address("CONTROLLER", controller)));
        var advertised = new ArrayList<>(List.of(address(DIRECT, port)));
        var protocols = new ArrayList<>(List.of(DIRECT + ":PLAINTEXT", "CONTROLLER:PLAINTEXT"));
        for (int i = 0; i < proxies.size(); i++) {
            var name = "REPLICA" + i;
            listeners.add(address(name, ports.get(i)));
            advertised.add(address(name, proxies.get(i)));
            protocols.add(name + ":PLAINTEXT");
        }
        var settings = new LinkedHashMap<String, String>();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", "1");
        settings.put("controller.quorum.voters", "1@127.0.0.1:" + controller);
        settings.put("controller.listener.names", "CONTROLLER");
        settings.put("inter.broker.listener.name", DIRECT);
        settings.put("listeners", String.join(",", listeners));
        settings.put("advertised.listeners", String.join(",", advertised));
        settings.put("listener.security.protocol.map", String.join(",", protocols));
        settings.put("log.dirs", data.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("controlled.shutdown.enable", "false");
        settings.put("group.initial.rebalance.delay.ms", "0");
        settings.put("log.cleaner.dedupe.buffer.size", "8388608");
        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        for (var topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "1");
            settings.put(topic + ".num.partitions", "1");
        }
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        return settings;
    }

    private static String address(String listener, int port) {
        return listener + "://127.0.0.1:" + port;
    }

    /** Past every proxy. */
    String address() {
        return "127.0.0.1:" + port;
    }

    /** The port behind a replica's proxy. */
    int port(int replica) {
        return ports.get(replica);
    }

    /** Starts it, and waits until it listens. */
    void start() throws IOException, InterruptedException {
        Await.until("Kafka listens", Duration.ofSeconds(180), () -> {
            server.start();
            try (var probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return probe.isConnected();
            } catch (IOException e) {
                return false;
            }
        });
    }

    void kill() {
        server.kill();
    }

    void pause() throws IOException, InterruptedException {
        server.pause();
    }

    void goOn() throws IOException, InterruptedException {
        server.goOn();
    }
}
