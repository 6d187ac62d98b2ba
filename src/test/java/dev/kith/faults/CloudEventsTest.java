package dev.kith.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

class CloudEventsTest {

    private static final UUID ONE = new UUID(0, 1);
    private static final String EVENT = """
            {"specversion":"1.0","id":"%1$s","source":"s","type":"t","subject":"%1$s","time":"2026-01-02T03:04:05.000006Z",\
            "datacontenttype":"application/json","dataschema":"d","partitionkey":"%1$s","sequence":"0000000000000000042",\
            "data":%2$s}""";

    @Test
    void the_data_of_each_event_is_taken_byte_for_byte() {
        var data = "{\"é\": [1,  {\"}\":\"]\"}]}";
        var expected = Seen.of(ONE, 42, ONE, "t", ONE, Instant.parse("2026-01-02T03:04:05.000006Z"),
                data.getBytes(StandardCharsets.UTF_8));
        var page = CloudEvents.page("{\"items\":[%1$s,%1$s],\"nextCursor\":\"next\",\"truncated\":false}"
                .formatted(EVENT.formatted(ONE, data)).getBytes(StandardCharsets.UTF_8));
        assertEquals(new CloudEvents.Page(List.of(expected, expected), "next"), page);
        assertEquals(expected, CloudEvents.event(EVENT.formatted(ONE, data).getBytes(StandardCharsets.UTF_8)));
    }
}
