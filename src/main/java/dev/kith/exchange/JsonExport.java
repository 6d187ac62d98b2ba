package dev.kith.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;

import jakarta.enterprise.context.ApplicationScoped;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;

import dev.kith.exchange.Network.Kind;
import dev.kith.owner.KithClock;

/** A network as one JSON document. What is cut off is none: nothing closes it but its end. */
@ApplicationScoped
class JsonExport {

    private static final int VERSION = 1;

    private final Network network;
    private final KithClock clock;
    private final ObjectMapper mapper;
    private final ObjectWriter json;

    JsonExport(Network network, KithClock clock, ObjectMapper mapper) {
        this.network = network;
        this.clock = clock;
        this.mapper = mapper;
        this.json = mapper.writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
    }

    void to(OutputStream out) throws IOException {
        var generator = generator(out);
        generator.writeStartObject();
        generator.writeNumberField("version", VERSION);
        write("exportedAt", clock.now(), generator);
        write("settings", network.settings(), generator);
        var counts = new EnumMap<Kind, Integer>(Kind.class);
        for (var kind : Kind.values()) {
            generator.writeArrayFieldStart(kind.many());
            network.read(kind, thing -> {
                write(thing, generator);
                counts.merge(kind, 1, Integer::sum);
            });
            generator.writeEndArray();
        }
        writeCounts(counts, generator);
        generator.writeEndObject();
        generator.flush();
    }

    private JsonGenerator generator(OutputStream out) throws IOException {
        return mapper.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    }

    private void write(String field, Object value, JsonGenerator generator) throws IOException {
        generator.writeFieldName(field);
        write(value, generator);
    }

    private void write(Object value, JsonGenerator generator) {
        try {
            json.writeValue(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void writeCounts(Map<Kind, Integer> counts, JsonGenerator generator) throws IOException {
        generator.writeObjectFieldStart("counts");
        for (var kind : Kind.values()) {
            generator.writeNumberField(kind.many(), counts.getOrDefault(kind, 0));
        }
        generator.writeEndObject();
    }
}
