package dev.kith.support;

import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.OwnerId;
import io.agroal.api.AgroalDataSource;
import io.quarkus.agroal.DataSource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.junit.QuarkusTest;

/** The ground every other test stands on. */
@QuarkusTest
class HarnessTest {

    @Inject
    CurrentOwner owner;

    @Inject
    AgroalDataSource database;

    @Inject
    @DataSource("system")
    AgroalDataSource systemDatabase;

    @Test
    void migrations_are_run_by_the_owner_of_the_tables() throws SQLException {
        try (var superuser = Database.asSuperuser()) {
            assertEquals("kith_owner", ask(superuser, "select distinct tableowner from pg_tables where schemaname = 'public'"));
            assertEquals("kith_owner",
                    ask(superuser, "select distinct installed_by from flyway_schema_history where success"));
        }
    }

    @Test
    void the_application_is_neither_owner_nor_superuser() throws SQLException {
        owner.acting(TestOwner.fresh().id(), () -> QuarkusTransaction.requiringNew().call(() -> {
            try (var connection = database.getConnection()) {
                assertEquals("kith_api", ask(connection, "select current_user"));
            }
            return null;
        }));
        try (var connection = systemDatabase.getConnection()) {
            assertEquals("kith_system", ask(connection, "select current_user"));
        }
    }

    @Test
    void a_fresh_owner_is_known_by_the_token() {
        var owner = TestOwner.fresh();
        owner.api().get("/test/who-am-i").then().statusCode(200).body(is(owner.id().toString()));
    }

    @Test
    void nobody_in_particular_is_the_owner_dev() {
        TestOwner.dev().get("/test/who-am-i").then().statusCode(200).body(is(OwnerId.of("kith:dev", "dev").toString()));
    }

    @Test
    void tokens_for_others_and_of_yesterday_are_refused() {
        for (var token : List.of(TestOwner.signed(TestOwner.claims("somebody").audience("another")),
                TestOwner.signed(TestOwner.claims("somebody").expiresIn(Duration.ofHours(-1))))) {
            TestOwner.dev().header("Authorization", "Bearer " + token).get("/test/who-am-i").then().statusCode(401);
        }
    }

    @Test
    void time_passes_for_every_role() throws SQLException {
        var before = TestClock.now();
        var after = TestClock.ahead(Duration.ofDays(1));
        assertTrue(Duration.between(before, after).toHours() >= 24);
        try (var api = Database.asApi(); var owner = Database.asOwner()) {
            for (var connection : List.of(api, owner)) {
                assertEquals("t", ask(connection, "select kith_now() > now() + interval '23 hours'"));
            }
        }
    }

    @Test
    void what_is_committed_to_kafka_can_be_read() throws Exception {
        var topic = "harness-" + UUID.randomUUID();
        var key = UUID.randomUUID();
        var servers = Map.<String, Object> of("bootstrap.servers", System.getProperty("kafka.bootstrap.servers"));
        try (var admin = Admin.create(servers)) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        var transactional = Map.<String, Object> of("bootstrap.servers", servers.get("bootstrap.servers"),
                "transactional.id", topic);
        try (var producer = new KafkaProducer<>(transactional, new StringSerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, key.toString(), "dropped".getBytes(StandardCharsets.UTF_8)));
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, key.toString(), "kept".getBytes(StandardCharsets.UTF_8)));
            producer.commitTransaction();
        }
        assertEquals("kept", new String(Topic.await(topic, key, 1).get(0).value(), StandardCharsets.UTF_8));
        assertEquals(1, Topic.readCommitted(topic).size());
    }

    private static String ask(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement(); var result = statement.executeQuery(sql)) {
            result.next();
            var answer = result.getString(1);
            assertTrue(!result.next(), "one row only: " + sql);
            return answer;
        }
    }
}
