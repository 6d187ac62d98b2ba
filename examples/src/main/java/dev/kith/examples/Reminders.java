package dev.kith.examples;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.client.ApiClient;
import dev.kith.client.ApiException;
import dev.kith.client.api.ContactsApi;

/**
 * Says who has gone cold. Events carry ids and never names, so whoever tells a person asks the API for the name, by a token of
 * that person's; who was erased meanwhile is not there any more.
 */
public final class Reminders {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Reminders() {
    }

    /** @param arguments the brokers, the address of Kith, and a token (none for a Kith in dev mode) */
    public static void main(String... arguments) throws Exception {
        var kith = new ApiClient();
        kith.updateBaseUri(arguments[1]);
        if (arguments.length > 2) {
            kith.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + arguments[2]));
        }
        var contacts = new ContactsApi(kith);
        var settings = Map.<String, Object> of("bootstrap.servers", arguments[0], "group.id", "reminders",
                "isolation.level", "read_committed", "enable.auto.commit", false, "auto.offset.reset", "earliest");
        try (var events = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            events.subscribe(List.of("kith.events"));
            while (true) {
                for (var event : events.poll(Duration.ofSeconds(1))) {
                    if (header(event, "ce_type").equals("dev.kith.contact.went-cold.v1")) {
                        remind(contacts, event.value());
                    }
                }
                events.commitSync();
            }
        }
    }

    private static void remind(ContactsApi contacts, String data) throws Exception {
        var spell = JSON.readTree(data);
        if (!spell.path("cause").asText().equals("TIME")) {
            return; // what the owner has just done themselves is no news
        }
        try {
            var contact = contacts.getContact(UUID.fromString(spell.path("contactId").asText()), null);
            System.out.println(contact.getName().getDisplay() + " has gone cold: last contact "
                    + spell.path("lastContact").path("at").asText("never"));
        } catch (ApiException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    private static String header(ConsumerRecord<String, String> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
