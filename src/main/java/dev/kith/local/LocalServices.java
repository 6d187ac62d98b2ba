package dev.kith.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

/**
 * The door: starts those of the two servers that are not configured and leaves their configuration in the system
 * properties, which is also how a reload, with its new class loader, knows that they run.
 */
public final class LocalServices implements Consumer<Config> {

    private static final Logger LOG = Logger.getLogger("dev.kith.local");

    /**
     * @throws UncheckedIOException if one of them cannot start; its message is for the user, in one line
     */
    @Override
    public void accept(Config config) {
        var settings = LocalSettings.of(config);
        var servers = new ArrayList<LocalServer>();
        if (settings.wantsPostgres()) {
            servers.add(new LocalPostgres(settings));
        }
        if (settings.wantsKafka()) {
            servers.add(new LocalKafka(settings));
        }
        try {
            ownerOnly(settings.directory());
            ownerOnly(settings.binaries());
        } catch (IOException e) {
            throw new UncheckedIOException("directories for PostgreSQL and Kafka cannot be made: " + e.getMessage(), e);
        }
        try {
            CompletableFuture.allOf(servers.stream()
                    .map(server -> CompletableFuture.runAsync(() -> start(server), LocalServices::onThread))
                    .toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof UncheckedIOException told) {
                throw told;
            }
            throw e;
        }
        for (var server : servers) {
            LOG.info(server.greeting());
        }
    }

    /**
     * Stops and deletes what killed runs left in the directories below a parent; those in use stay as they are.
     */
    public static void clear(Path parent) throws IOException {
        List<Path> directories;
        try (var children = Files.list(parent)) {
            directories = children.filter(Files::isDirectory).toList();
        }
        for (var directory : directories) {
            var lock = directory.resolve("postgres").resolve("lock");
            if (!Files.exists(lock)) {
                continue;
            }
            try (var channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
                if (channel.tryLock() != null) {
                    LocalPostgres.stopOrphan(directory.resolve("postgres").resolve("data"));
                    LocalServer.delete(directory);
                }
            }
        }
    }

    /** Programs of other users of the machine are not to be run, nor what is in the database to be read by them. */
    private static void ownerOnly(Path directory) throws IOException {
        Files.createDirectories(directory);
        if (Files.getFileStore(directory).supportsFileAttributeView(PosixFileAttributeView.class)) {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void start(LocalServer server) {
        try {
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }

    private static void onThread(Runnable work) {
        new Thread(work, "kith-local").start();
    }
}
