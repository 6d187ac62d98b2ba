package dev.kith.faults;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Every operation and what became of it, in a file as well; written by many threads. */
final class History implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AtomicLong numbers = new AtomicLong();
    private final List<Operation> operations = new ArrayList<>();
    private final List<Violation> wrongAnswers = new ArrayList<>();
    private final Map<Integer, Long> answers = new TreeMap<>();
    private final BufferedWriter file;

    History(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            this.file = Files.newBufferedWriter(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long nextNumber() {
        return numbers.incrementAndGet();
    }

    synchronized void add(Operation operation) {
        write(operation);
        var kept = new Operation(operation.number(), operation.owner(), operation.what(), operation.key(),
                operation.clientMade(), operation.marker(), operation.effect(), operation.start(), operation.end(),
                operation.outcome(), operation.statuses(), null); // the answer is in the file
        operations.add(kept);
    }

    /** One answer, or 0 for none. */
    synchronized void answered(int status) {
        answers.merge(status, 1L, Long::sum);
    }

    /** An answer that nobody may ever get. */
    synchronized void wrong(Violation violation) {
        wrongAnswers.add(violation);
    }

    synchronized List<Operation> operations() {
        return List.copyOf(operations);
    }

    synchronized List<Violation> wrongAnswers() {
        return List.copyOf(wrongAnswers);
    }

    /** How many answers had which status; 0: no answer. */
    synchronized Map<Integer, Long> answers() {
        return new TreeMap<>(answers);
    }

    private void write(Operation operation) {
        var line = new LinkedHashMap<String, Object>();
        line.put("number", operation.number());
        line.put("owner", operation.owner());
        line.put("what", operation.what());
        line.put("key", operation.key());
        line.put("clientMade", operation.clientMade());
        line.put("marker", operation.marker());
        line.put("effect", operation.effect());
        line.put("start", operation.start().toString());
        line.put("end", operation.end().toString());
        line.put("outcome", operation.outcome());
        line.put("statuses", operation.statuses());
        line.put("answer", operation.answer());
        try {
            file.write(JSON.writeValueAsString(line));
            file.newLine();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
