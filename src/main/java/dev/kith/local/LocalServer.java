package dev.kith.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** A server in this process that owns a directory while it runs, and ends with the process. */
abstract class LocalServer {

    private final String name;
    private final Path home;

    LocalServer(String name, Path home) {
        this.name = name;
        this.home = home;
    }

    /** Starts it, and leaves what a client needs in the system properties. */
    final void start() throws IOException {
        Files.createDirectories(home);
        var lock = lock();
        var running = open();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try (lock) {
                awaitApplication();
                running.close();
            } catch (Exception e) {
                System.err.println(name + " did not stop: " + e.getMessage());
            }
        }, "kith-local-stop"));
        configuration().forEach(System::setProperty);
    }

    /** Starts the server; what is left of an earlier run, however it ended, does no harm. */
    abstract AutoCloseable open() throws IOException;

    abstract Map<String, String> configuration();

    abstract String greeting();

    final Path home() {
        return home;
    }

    /** Held until the process is gone, however it goes: who has it may stop and throw away what an earlier run left. */
    private FileChannel lock() throws IOException {
        var channel = FileChannel.open(home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw new IOException(name + " of another running Kith uses " + home
                    + ": stop that one, or choose another directory by kith.local.directory");
        }
        return channel;
    }

    /** Shutdown hooks run side by side; the application still has to hand back its connections. */
    private static void awaitApplication() throws InterruptedException {
        for (var waited = 0; System.getProperty("kith.running") != null && waited < 15_000; waited += 20) {
            Thread.sleep(20);
        }
    }

    /** @return the port, or a free one for 0 */
    final int claim(int port, String setting) throws IOException {
        if (port == 0) {
            return anyFree();
        }
        if (!isFree(port)) {
            throw new IOException(
                    "port " + port + ", where " + name + " would listen, is in use: free it, or choose another by "
                            + setting + ", as in ./mvnw quarkus:dev -D" + setting + "=" + (port + 1));
        }
        return port;
    }

    /** Below the range that the system hands out by itself, so that nobody else is given it before it is used. */
    private static int anyFree() {
        int port;
        do {
            port = ThreadLocalRandom.current().nextInt(15_000, 32_000);
        } while (!isFree(port));
        return port;
    }

    private static boolean isFree(int port) {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true); // as the servers do: connections that are just closing do not count
            probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static void delete(Path tree) throws IOException {
        if (!Files.exists(tree)) {
            return;
        }
        Files.walkFileTree(tree, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
