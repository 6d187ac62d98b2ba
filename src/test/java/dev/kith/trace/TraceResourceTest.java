package dev.kith.trace;

import static java.util.stream.Collectors.toSet;
import static org.hamcrest.Matchers.matchesPattern;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.kith.support.LogOutput;
import dev.kith.support.Spans;
import dev.kith.support.TestOwner;
import dev.kith.support.Topic;
import io.opentelemetry.api.trace.SpanKind;
import io.quarkus.test.junit.QuarkusTest;

@QuarkusTest
class TraceResourceTest {

    private static final String PERSON = """
            {"name": {"display": "Ada"}}""";

    private final TestOwner owner = TestOwner.fresh();
    private final String trace = UUID.randomUUID().toString().replace("-", "");
    private final String caller = trace.substring(16);

    @Inject
    Spans spans;

    @Test
    void an_event_carries_the_trace_of_the_request_behind_it_to_kafka() throws Exception {
        owner.api().header("traceparent", "00-" + trace + "-" + caller + "-01").body(PERSON).post("/v1/contacts")
                .then().statusCode(201);

        var request = spans.await(span -> span.getTraceId().equals(trace) && span.getKind() == SpanKind.SERVER);
        assertEquals("POST /v1/contacts", request.getName());
        assertEquals(caller, request.getParentSpanId());
        assertEquals(Set.of("00-" + trace + "-" + request.getSpanId() + "-01"), traceparents(2));

        var published = spans.await(span -> span.getLinks().stream()
                .anyMatch(link -> link.getSpanContext().getSpanId().equals(request.getSpanId())));
        assertEquals(SpanKind.PRODUCER, published.getKind());
        assertNotEquals(trace, published.getTraceId(), "what is done for many belongs to none of them");
        assertFalse(published.getParentSpanContext().isValid());
    }

    @Test
    void a_request_without_a_trace_begins_one() {
        owner.api().body(PERSON).post("/v1/contacts").then().statusCode(201);

        var traceparents = traceparents(2);
        assertEquals(1, traceparents.size(), "the account and the contact are of one request");
        traceparents.forEach(one -> assertTrue(matchesPattern("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-00").matches(one),
                one));
    }

    @Test
    void a_trace_that_makes_no_sense_is_none() {
        owner.api().header("traceparent", "00-" + trace + "-zilpzalp-01").header("baggage", "who=zilpzalp").body(PERSON)
                .post("/v1/contacts").then().statusCode(201);

        traceparents(2).forEach(one -> assertFalse(one.contains(trace), one));
    }

    @Test
    void a_span_tells_nothing_of_what_was_sent() throws Exception {
        owner.api().header("traceparent", "00-" + trace + "-" + caller + "-01").header("User-Agent", "zilpzalp")
                .queryParam("q", "zilpzalp").get("/v1/contacts").then().statusCode(200);
        owner.api().header("traceparent", "00-" + trace + "-" + caller + "-01")
                .get("/v1/feeds/kith_zilpzalp/going-cold.ics").then().statusCode(404);
        owner.api().header("traceparent", "00-" + trace + "-" + caller + "-01")
                .body("{\"name\": zilpzalp}").post("/v1/contacts").then().statusCode(400);

        spans.await(span -> span.getTraceId().equals(trace) && span.getName().startsWith("POST"));
        var told = spans.all().stream().filter(span -> span.getTraceId().equals(trace)).map(Object::toString).collect(toSet());
        assertEquals(3, told.size());
        assertFalse(told.toString().toLowerCase().contains("zilp"), told::toString);
    }

    @Test
    void what_a_request_logs_says_to_which_trace_it_belongs() throws Throwable {
        var log = LogOutput.during(() -> owner.api().header("traceparent", "00-" + trace + "-" + caller + "-01")
                .get("/test/failures/bug").then().statusCode(500));

        assertTrue(log.traces(Level.SEVERE).contains(trace), log::toString);
    }

    private Set<String> traceparents(int events) {
        return Topic.await("kith.events", owner.id(), events).stream()
                .map(record -> record.headers().lastHeader("traceparent"))
                .map(header -> new String(header.value(), StandardCharsets.UTF_8)).collect(toSet());
    }
}
