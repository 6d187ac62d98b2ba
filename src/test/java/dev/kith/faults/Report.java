package dev.kith.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The table at the end: what was done to it, and what came of that. */
final class Report {

    private static final Path FILE = Path.of("target", "faults", "report.md");

    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Long> crashes = new TreeMap<>();
    private final Map<Outcome, Long> operations = new TreeMap<>();
    private final Map<Integer, Long> answers = new TreeMap<>();
    private final List<String> runs = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private long events;

    void add(String name, Run run) {
        run.faults().counts().forEach((kind, count) -> faults.merge(kind.name(), (long) count, Long::sum));
        run.faults().crashes().forEach((point, count) -> crashes.merge(point.name(), (long) count, Long::sum));
        run.history().answers().forEach((status, count) -> answers.merge(status, count, Long::sum));
        run.history().operations().forEach(operation -> operations.merge(operation.outcome(), 1L, Long::sum));
        var told = sum(run.events());
        events += told;
        runs.add("| %s | %d | %d | %d | %d |".formatted(name, run.seed(),
                run.faults().counts().values().stream().mapToInt(Integer::intValue).sum(), told, run.violations().size()));
        run.violations().forEach(violation -> violations.add("* seed %d: %s".formatted(run.seed(), violation)));
    }

    void write() throws IOException {
        Files.createDirectories(FILE.getParent());
        Files.writeString(FILE, text());
    }

    private String text() {
        return """
                # Faults

                %d faults in %d runs; %d events; operations: %s; answers by status (0: none): %s; %d violations.

                | run | seed | faults | events | violations |
                | --- | --- | --- | --- | --- |
                %s

                | fault | times |
                | --- | --- |
                %s

                | died at | times |
                | --- | --- |
                %s

                %s
                """.formatted(sum(faults), runs.size(), events, operations, answers, violations.size(),
                String.join("\n", runs), table(faults), table(diedAt()),
                violations.isEmpty() ? "No violation." : String.join("\n", violations));
    }

    /** With those at which none did. */
    private Map<String, Long> diedAt() {
        var all = new LinkedHashMap<String, Long>();
        for (var point : CrashPoint.values()) {
            all.put(point.name(), crashes.getOrDefault(point.name(), 0L));
        }
        return all;
    }

    private static String table(Map<String, Long> counts) {
        return counts.entrySet().stream().map(entry -> "| %s | %d |".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("\n"));
    }

    private static <K> long sum(Map<K, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
