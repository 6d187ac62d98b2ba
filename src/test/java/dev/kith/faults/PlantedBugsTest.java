package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

/** The bugs that {@code catch-bugs.sh} plants can still be planted: code that moved away from under one fails here. */
class PlantedBugsTest {

    private static final Path BUGS = Path.of("src", "test", "faults", "bugs");

    @Test
    void every_bug_can_be_planted() throws IOException, InterruptedException {
        Set<String> bugs;
        try (var files = Files.list(BUGS)) {
            bugs = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
        assertEquals(Set.of("plain-producer.patch", "identity-column-as-cursor.patch", "order-by-xid.patch",
                "cursor-before-publish.patch", "no-row-lock.patch", "idempotency-in-a-second-transaction.patch"), bugs);
        for (var bug : bugs) {
            var patch = new ProcessBuilder("patch", "--dry-run", "--force", "--fuzz=0", "-p1", "-i",
                    BUGS.resolve(bug).toString())
                    .redirectErrorStream(true).start();
            var said = new String(patch.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, patch.waitFor(), said);
        }
    }
}
