package dev.kith.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.dialect.Dialects;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** {@code asyncapi.yaml} as tests need it: its messages, and how an event departs from what is said of its type. */
public final class EventContract {

    private static final String HOME = "https://kith.dev/asyncapi.yaml";
    private static final EventContract IT = read();

    private final JsonNode document;
    private final SchemaRegistry registry;
    private final Map<String, Message> messages = new TreeMap<>();

    /** @param name in the document */
    private record Message(String name, Schema headers, Schema data) {
    }

    private EventContract(String yaml) {
        document = YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build().readTree(yaml);
        // the dialect that AsyncAPI 3 builds on
        registry = SchemaRegistry.withDialect(Dialects.getDraft7(), builder -> builder
                .schemaRegistryConfig(SchemaRegistryConfig.builder().formatAssertionsEnabled(true).locale(Locale.ROOT).build())
                .schemas(Map.of(HOME, document.toString())));
        document.at("/components/messages").propertyNames().forEach(name -> {
            var message = "/components/messages/" + name;
            messages.put(document.at(message + "/name").asString(),
                    new Message(name, schema(message + "/headers"), schema("/components/schemas/" + name)));
        });
    }

    public static EventContract its() {
        return IT;
    }

    public JsonNode document() {
        return document;
    }

    /**
     * How an event departs from the contract; nothing if it does not.
     *
     * @param headers as a JSON object, all of them texts
     */
    public List<String> faults(String type, String headers, String data) {
        var message = messages.get(type);
        if (message == null) {
            return List.of(type + " is not described");
        }
        var faults = new ArrayList<String>();
        message.headers().validate(headers, InputFormat.JSON).forEach(fault -> faults.add(type + " headers: " + fault));
        message.data().validate(data, InputFormat.JSON).forEach(fault -> faults.add(type + " data: " + fault));
        return faults;
    }

    private Schema schema(String pointer) {
        return registry.getSchema(SchemaLocation.of(HOME + "#" + pointer));
    }

    private static EventContract read() {
        try (var file = EventContract.class.getResourceAsStream("/META-INF/contract/asyncapi.yaml")) {
            return new EventContract(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
