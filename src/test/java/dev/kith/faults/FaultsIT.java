package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

import org.junit.jupiter.api.Test;

class FaultsIT {

    @Test
    void what_was_acknowledged_outlives_everybody() throws Exception {
        try (var rig = Rig.prepare(2)) {
            var faults = new Faults(rig, 1);
            faults.crashInMigration();
            rig.startReplicas();
            var client = HttpClient.newHttpClient();
            var contact = HttpRequest.newBuilder(rig.replicas().get(0).resolve("/v1/contacts"))
                    .header("Authorization", "Bearer " + rig.token("ada")).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"name\": {\"display\": \"Ada\"}}")).build();
            var made = client.send(contact, BodyHandlers.ofString());
            assertEquals(201, made.statusCode(), made.body());
            faults.run(Duration.ofSeconds(20));
            var read = client.send(HttpRequest.newBuilder(rig.replicas().get(1)
                    .resolve(made.headers().firstValue("Location").orElseThrow()))
                    .header("Authorization", "Bearer " + rig.token("ada")).build(), BodyHandlers.ofString());
            assertEquals(200, read.statusCode(), read.body());
        }
    }
}
