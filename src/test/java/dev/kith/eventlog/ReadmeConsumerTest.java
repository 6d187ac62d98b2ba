package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import javax.tools.ToolProvider;

import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.kith.support.Database;
import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;

/** The consumer that the README shows does what is said of it. */
@QuarkusTest
class ReadmeConsumerTest {

    private static final String IMPORTS = """
            import java.nio.charset.StandardCharsets;
            import java.sql.*;
            import java.time.Duration;
            import java.util.*;
            import org.apache.kafka.clients.consumer.*;
            import org.apache.kafka.common.serialization.StringDeserializer;
            """;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestOwner owner = TestOwner.fresh();

    @TempDir
    Path directory;

    @Test
    void it_acts_once_on_each_event_also_when_it_reads_the_topic_again_from_the_beginning() throws Exception {
        try (var database = Database.asSuperuser(); var statement = database.createStatement()) {
            statement.execute("create schema readme");
            try {
                statement.execute("""
                        create table readme.reminder (event_id uuid primary key, owner_id uuid, data jsonb)""");
                var program = compiled();
                coldContact();
                coldContact();
                assertEquals(wentCold(2), remindersAfter(program, database, 2));

                try (var admin = Admin.create(Map.of("bootstrap.servers", broker()))) {
                    admin.deleteConsumerGroups(Set.of("reminders")).all().get();
                }
                coldContact();
                assertEquals(wentCold(3), remindersAfter(program, database, 3));
            } finally {
                statement.execute("drop schema readme cascade");
            }
        }
    }

    private void coldContact() {
        owner.api().body(Map.of("name", Map.of("display", "Ada"), "cadence", "P1M", "howWeMet", Map.of("on", "2020-01-01")))
                .post("/v1/contacts").then().statusCode(201);
    }

    private Set<String> wentCold(int count) {
        Database.awaitLog(owner.id());
        var ids = new TreeSet<>(owner.api().get("/v1/events?limit=200").jsonPath()
                .getList("items.findAll { it.type == 'dev.kith.contact.went-cold.v1' }.id", String.class));
        assertEquals(count, ids.size());
        return ids;
    }

    /** Runs it until there are at least so many of the owner's, and ends it in the middle of whatever it does. */
    private Set<String> remindersAfter(Class<?> program, Connection database, int atLeast) throws Exception {
        var running = new Thread(() -> {
            try (var own = Database.asSuperuser()) {
                own.setSchema("readme");
                program.getMethod("run", String.class, Connection.class).invoke(null, broker(), own);
            } catch (ReflectiveOperationException | SQLException e) {
                // it was interrupted, or the test fails by what is missing
            }
        });
        running.start();
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (reminders(database).size() < atLeast && running.isAlive() && System.nanoTime() < deadline) {
            Thread.sleep(50);
        }
        running.interrupt();
        running.join();
        return reminders(database);
    }

    private Set<String> reminders(Connection database) throws SQLException {
        try (var select = database.prepareStatement("select event_id::text from readme.reminder where owner_id = ?")) {
            select.setObject(1, owner.id());
            try (var rows = select.executeQuery()) {
                var ids = new TreeSet<String>();
                while (rows.next()) {
                    ids.add(rows.getString(1));
                }
                return ids;
            }
        }
    }

    private Class<?> compiled() throws IOException, ReflectiveOperationException {
        var shown = Pattern.compile("```java\\n(.*?public class Reminders .*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("README.md")));
        assertTrue(shown.find());
        var source = Files.writeString(directory.resolve("Reminders.java"), IMPORTS + shown.group(1));
        var kafka = Path.of(Admin.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", kafka.toString(), "-d",
                directory.toString(), source.toString()));
        return new URLClassLoader(new URL[] { directory.toUri().toURL() }, getClass().getClassLoader()).loadClass("Reminders");
    }

    private static String broker() {
        return System.getProperty("kafka.bootstrap.servers");
    }
}
