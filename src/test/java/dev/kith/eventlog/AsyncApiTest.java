package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Array;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import dev.kith.support.EventContract;
import tools.jackson.databind.JsonNode;

/** What asyncapi.yaml says about events is complete, true of its own examples, and what the code publishes. */
class AsyncApiTest {

    private final JsonNode document = EventContract.its().document();

    @Test
    void every_message_is_on_the_channel_and_named_as_its_type() {
        var onChannel = new TreeSet<String>();
        for (var message : document.at("/channels/events/messages")) {
            onChannel.add(message.path("$ref").asString().replace("#/components/messages/", ""));
        }
        assertEquals(names("/components/messages"), onChannel);
        for (var message : document.at("/components/messages")) {
            var type = message.path("name").asString();
            var headers = message.at("/headers/allOf/1/properties");
            assertEquals(type, headers.at("/ce_type/const").asString());
            assertEquals("https://kith.dev/schemas/" + type + ".json", headers.at("/ce_dataschema/const").asString());
            assertEquals("kith.events", document.at("/channels/events/address").asString());
        }
    }

    @Test
    void every_example_is_complete_and_keeps_to_its_schemas() {
        var faults = new ArrayList<String>();
        for (var name : names("/components/messages")) {
            var message = document.at("/components/messages/" + name);
            assertEquals("#/components/schemas/" + name, message.at("/payload/$ref").asString());
            var example = message.at("/examples/0");
            faults.addAll(EventContract.its().faults(message.path("name").asString(), example.path("headers").toString(),
                    example.path("payload").toString()));
            // consumers ignore what they do not know, but an example has nothing that is not described
            assertEquals(names("/components/schemas/" + name + "/properties"), names(example.path("payload")), name);
            assertEquals(names("/components/schemas/" + name + "/properties"), required(name), name);
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void the_code_publishes_the_types_that_are_described_with_the_fields_that_are_described() throws Exception {
        var published = new TreeMap<String, Set<String>>();
        for (var found : new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.kith")) {
            if (found.isAssignableTo(DomainEvent.class) && !found.isInterface()) {
                var event = emptyEvent(found);
                var fields = new TreeSet<String>();
                for (var component : event.getClass().getRecordComponents()) {
                    if (!component.getAccessor().isAnnotationPresent(JsonIgnore.class)) {
                        fields.add(component.getName());
                    }
                }
                published.put(event.type(), fields);
            }
        }
        var described = new HashMap<String, Set<String>>();
        for (var name : names("/components/messages")) {
            described.put(document.at("/components/messages/" + name + "/name").asString(),
                    names("/components/schemas/" + name + "/properties"));
        }
        assertEquals(new TreeMap<>(described), published);
    }

    /** Its type is asked for, nothing else. */
    private static DomainEvent emptyEvent(JavaClass found) throws ReflectiveOperationException {
        var type = found.reflect();
        if (!type.isRecord() || Modifier.isAbstract(type.getModifiers())) {
            throw new AssertionError(type + " is not a record");
        }
        var types = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return (DomainEvent) constructor.newInstance(Arrays.stream(types)
                .map(component -> component.isPrimitive() ? Array.get(Array.newInstance(component, 1), 0) : null).toArray());
    }

    private Set<String> required(String schema) {
        var required = new TreeSet<String>();
        document.at("/components/schemas/" + schema + "/required").forEach(name -> required.add(name.asString()));
        return required;
    }

    private Set<String> names(String pointer) {
        return names(document.at(pointer));
    }

    private static Set<String> names(JsonNode node) {
        return new TreeSet<>(node.propertyNames());
    }
}
