package dev.kith;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.kith.support.Database;
import dev.kith.support.Network;
import dev.kith.support.TestOwner;
import dev.kith.support.Victim;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Functions that run as kith_search may read every row. Whoever calls them as the API does, with whatever words and whatever
 * setting, gets ids of the current owner's and of nobody else's.
 */
@QuarkusTest
class SearchFunctionsTest {

    /** Every one of them, by its arguments: a new one comes with a line here, and with calls below. */
    private static final String SIGNATURES = "kith_search(text[],text[])";

    private static final int ROUNDS = 150;

    /** Parts of what somebody might send who knows the function. */
    private static final List<String> TRICKS = List.of("'", "''", "\\", "%", "_", "$1", "--", "/*", "*/", ";", ")", "(", ".*",
            "|", "^",
            "$", "[a-z]", "{0,9}", "' or true --", "%' or owner_id is not null or '' like '", "$$", "$kith$", "\u0001",
            "\u2019",
            "\ufeff", "\ud83d\ude00", "null", "true", "') union select contact_id, 1 from contact_search --",
            "'; set kith.owner_id = '", "E'\\x27", "{}", "\n", " ");

    private final TestOwner asking = TestOwner.fresh();
    private final Set<String> own = new TreeSet<>();
    private final Random random = new Random(5);
    private List<String> words;

    @BeforeEach
    void somebody_has_what_the_victim_has_too() throws SQLException {
        Victim.make();
        own.add(new Network(asking).contact("Ada"));
        own.add(new Network(asking).contact("Ana Lunch"));
        try (var superuser = Database.asSuperuser();
                var select = superuser.prepareStatement("""
                        select distinct word from contact_search, string_to_table(names || details || tags, ' ') word
                        where owner_id = ? and word <> ''
                        """)) {
            select.setObject(1, Victim.OWNER.id());
            words = strings(select.executeQuery());
        }
        assertTrue(words.contains("marrowby"), words::toString);
    }

    @Test
    void all_of_them_are_known() throws SQLException {
        try (var superuser = Database.asSuperuser();
                var select = superuser.prepareStatement("""
                        select string_agg(p.oid::regprocedure::text, ' ' order by p.oid) from pg_proc p
                        where p.proowner = 'kith_search'::regrole
                        """)) {
            assertEquals(List.of(SIGNATURES), strings(select.executeQuery()));
        }
    }

    /** Without this, that nothing is found would say nothing. */
    @Test
    void the_victim_finds_what_is_the_victims() throws SQLException {
        try (var api = Database.asApi(Victim.OWNER.id())) {
            assertTrue(search(api, new String[] { "marrowby" }, new String[] { null }).contains(Victim.ADA));
        }
    }

    @Test
    void no_words_find_what_is_somebody_elses() throws SQLException {
        try (var api = Database.asApi(asking.id())) {
            var found = new TreeSet<String>();
            for (int i = 0; i < ROUNDS; i++) {
                found.addAll(search(api, someWords(false), someWords(true)));
            }
            found.addAll(search(api, new String[0], new String[0]));
            found.addAll(search(api, new String[] { "ad" }, new String[] { null }));
            assertEquals(own, found);
        }
    }

    @Test
    void nobody_finds_nothing() throws SQLException {
        for (var setting : List.of("", UUID.randomUUID().toString(), new UUID(0, 0).toString())) {
            try (var api = Database.asApi()) {
                set(api, setting);
                for (int i = 0; i < ROUNDS / 10; i++) {
                    assertEquals(Set.of(), search(api, someWords(false), someWords(true)), setting);
                }
                assertEquals(Set.of(), search(api, new String[0], new String[0]), setting);
            }
        }
        try (var api = Database.asApi()) {
            assertEquals(Set.of(), search(api, new String[] { "marrowby" }, new String[] { null }), "never set");
        }
    }

    @Test
    void an_owner_that_is_none_is_refused() throws SQLException {
        var victim = Victim.OWNER.id();
        for (var setting : List.of(victim + "' or true --", "' or '1'='1", "any", "{}", victim + "," + victim, "%", "null",
                victim + "\n;", "(select owner_id from contact limit 1)", "kith_current_owner()")) {
            try (var api = Database.asApi()) {
                set(api, setting);
                var refusal = assertThrows(SQLException.class,
                        () -> search(api, new String[] { "marrowby" }, new String[] { null }), setting);
                assertEquals("22P02", refusal.getSQLState(), setting); // no uuid
            }
        }
    }

    /** What the function calls is what the migrations made, whatever the caller puts before it. */
    @Test
    void a_search_path_of_ones_own_changes_nothing() throws SQLException {
        try (var api = Database.asApi(asking.id()); var statement = api.createStatement()) {
            for (var path : List.of("pg_temp, public", "testing, pg_temp, pg_catalog, public")) {
                statement.execute("set search_path = " + path);
                assertEquals(own, search(api, new String[] { "a" }, new String[] { null }), path);
            }
            assertEquals("42501", assertThrows(SQLException.class, () -> statement.execute(
                    "create function pg_temp.kith_current_owner() returns uuid language sql as 'select null::uuid'"))
                    .getSQLState());
        }
    }

    private static void set(Connection connection, String owner) throws SQLException {
        try (var set = connection.prepareStatement("select set_config('kith.owner_id', ?, false)")) {
            set.setString(1, owner);
            set.execute();
        }
    }

    private String[] someWords(boolean regular) {
        var some = IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> someWord(regular)).toList();
        return some.toArray(String[]::new);
    }

    private String someWord(boolean regular) {
        if (regular && random.nextBoolean()) {
            return null;
        }
        var word = words.get(random.nextInt(words.size()));
        return switch (random.nextInt(4)) {
            case 0 -> word;
            case 1 -> word.substring(0, 1 + random.nextInt(word.length()));
            case 2 -> word + TRICKS.get(random.nextInt(TRICKS.size()));
            default -> IntStream.range(0, 1 + random.nextInt(3)).mapToObj(i -> TRICKS.get(random.nextInt(TRICKS.size())))
                    .collect(Collectors.joining());
        };
    }

    /** @return the ids; none when the words were no regular expression, or of another number than the beginnings */
    private static Set<String> search(Connection api, String[] beginnings, String[] nearly) throws SQLException {
        try (var search = api.prepareStatement("select contact_id from kith_search(?, ?)")) {
            search.setArray(1, api.createArrayOf("text", beginnings));
            search.setArray(2, api.createArrayOf("text", nearly));
            return new TreeSet<>(strings(search.executeQuery()));
        } catch (SQLException e) {
            if (!e.getSQLState().equals("2201B")) { // no regular expression
                throw e;
            }
            assertFalse(Victim.holdsSomethingOfTheVictims(e.getMessage()), e.getMessage());
            return Set.of();
        }
    }

    private static List<String> strings(ResultSet result) throws SQLException {
        try (result) {
            var strings = new ArrayList<String>();
            while (result.next()) {
                strings.add(result.getString(1));
            }
            return strings;
        }
    }
}
