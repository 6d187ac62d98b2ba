package dev.kith.attack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;

/** How many attempts of each category there were, and how many succeeded: one table for the whole run. */
final class Tally {

    private static final Path FILE = Path.of("target", "attacks.md");

    /** Rows are system properties: every test profile has class loaders of its own. */
    private static final String ROWS = "kith.attacks.row.";

    private final String category;
    private int operations;
    private int attempts;
    private int failures;

    Tally(String category) {
        this.category = category;
    }

    synchronized void add(int moreAttempts, int moreFailures) {
        operations++;
        attempts += moreAttempts;
        failures += moreFailures;
    }

    /** Writes and prints the table with this category in it. */
    void close() {
        System.setProperty(ROWS + category, "| %s | %d | %d | %d |".formatted(category, operations, attempts, failures));
        var rows = new TreeMap<String, String>();
        System.getProperties().stringPropertyNames().stream().filter(name -> name.startsWith(ROWS))
                .forEach(name -> rows.put(name, System.getProperty(name)));
        var table = "| category | operations | attempts | failures |\n| --- | --: | --: | --: |\n"
                + String.join("\n", rows.values()) + "\n";
        System.out.println(table);
        try {
            Files.writeString(FILE, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
