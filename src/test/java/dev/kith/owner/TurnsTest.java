package dev.kith.owner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;

/** What is waiting is made up here: two owners, with one piece of work each. */
@QuarkusTest
class TurnsTest {

    private static final UUID ONE = new UUID(1, 1);
    private static final UUID OTHER = new UUID(1, 2);
    private static final UUID WORK_OF_ONE = new UUID(2, 1);
    private static final UUID WORK_OF_OTHER = new UUID(2, 2);
    private static final String WAITING = "select * from (values (uuid '%s', uuid '%s'), ('%s', '%s')) waiting"
            .formatted(ONE, WORK_OF_ONE, OTHER, WORK_OF_OTHER);

    @Inject
    Turns turns;

    @Inject
    CurrentOwner owner;

    @Test
    void each_has_a_turn_until_nobody_has_anything_left() {
        var left = new HashMap<>(Map.of(WORK_OF_ONE, 2, WORK_OF_OTHER, 1));
        var taken = new ArrayList<UUID>();
        var before = owner.idOrNull();
        turns.take("Work", WAITING, work -> {
            var more = left.merge(work, -1, Integer::sum) >= 0;
            if (more) {
                taken.add(owner.id());
            }
            return more;
        });
        assertEquals(List.of(ONE, OTHER, ONE), taken);
        assertEquals(before, owner.idOrNull());
    }

    @Test
    void what_fails_keeps_nobody_else_waiting() {
        var taken = new ArrayList<UUID>();
        turns.take("Work", WAITING, work -> {
            if (work.equals(WORK_OF_ONE)) {
                throw new IllegalStateException("on purpose");
            }
            taken.add(work);
            return taken.size() == 1;
        });
        assertEquals(List.of(WORK_OF_OTHER, WORK_OF_OTHER), taken);
    }

    @Test
    void a_database_that_does_not_answer_is_left_to_the_next_call() {
        turns.take("Work", "select 1 / 0", work -> {
            throw new AssertionError("nothing was found");
        });
    }
}
