package dev.kith.eventlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
class LogPartsTest {

    private final UUID owner = UUID.randomUUID();

    @Test
    void a_log_of_an_earlier_release_keeps_every_row_and_goes_on() throws Exception {
        try (var log = TestLog.released("22")) {
            try (var connection = log.connectAsOwner(); var insert = connection.createStatement()) {
                insert.execute("""
                        insert into event_log (position, owner_id, event_id, type, subject, occurred_at, data)
                        select n, '%s', gen_random_uuid(), 'dev.kith.test.happened.v1', gen_random_uuid(), now(), '{}'
                        from generate_series(1, 1000005) n where n < 10 or n > 1000000
                        """.formatted(owner));
                insert.execute("update log_head set position = 3");
            }
            log.migrate();
            assertEquals(14, log.count("event_log"));
            assertEquals(1, log.count("log_head where oldest = 1"));
            log.sequencer();
            log.append(owner, 3);
            log.awaitLogged(17);
            assertEquals(3,
                    log.count("event_log where position between 1000006 and 1000008 and logged_at <= statement_timestamp()"));
        }
    }
}
