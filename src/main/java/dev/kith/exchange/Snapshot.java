package dev.kith.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import dev.kith.eventlog.EventReader;
import dev.kith.eventlog.LogCursor;
import dev.kith.exchange.Network.Kind;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.KithClock;
import io.agroal.api.AgroalDataSource;

/**
 * A network line by line, with the place in the log at which it is exactly so: whoever has it goes on from there, and needs
 * nothing of what happened before.
 */
@ApplicationScoped
class Snapshot {

    private static final int VERSION = 1;

    private final TakingOut taking;
    private final Network network;
    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final EventReader log;
    private final KithClock clock;
    private final ObjectMapper mapper;
    private final ObjectWriter json;

    Snapshot(TakingOut taking, Network network, AgroalDataSource database, CurrentOwner owner, EventReader log, KithClock clock,
            ObjectMapper mapper) {
        this.taking = taking;
        this.network = network;
        this.database = database;
        this.owner = owner;
        this.log = log;
        this.clock = clock;
        this.mapper = mapper;
        this.json = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
    }

    /** The first line. @param cursor behind everything that led to what the other lines say */
    record Head(int version, Instant at, String cursor) {
    }

    /** The last line: without it something is missing. @param counts how many lines there were of each kind, by its name */
    record End(Map<String, Integer> counts) {
    }

    StreamingOutput take() {
        return taking.whenever(Format.SNAPSHOT, this::to);
    }

    private boolean to(OutputStream out) throws IOException {
        var place = place();
        if (place.isEmpty()) {
            return false;
        }
        var lines = mapper.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                .setRootValueSeparator(null);
        write("snapshot", new Head(VERSION, clock.now(), log.cursor(owner.id(), place.get())), lines);
        write("settings", network.settings(), lines);
        var counts = new LinkedHashMap<String, Integer>();
        for (var kind : Kind.values()) {
            counts.put(kind.one(), 0);
            network.read(kind, thing -> {
                write(kind.one(), thing, lines);
                counts.merge(kind.one(), 1, Integer::sum);
            });
        }
        write("end", new End(counts), lines);
        lines.flush();
        return true;
    }

    private Optional<LogCursor> place() {
        try (var connection = database.getConnection()) {
            return log.settled(connection, owner.id());
        } catch (SQLException e) {
            throw new IllegalStateException("where the log is could not be read", e);
        }
    }

    private void write(String name, Object thing, JsonGenerator lines) {
        try {
            json.writeValue(lines, Map.of(name, thing));
            lines.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
