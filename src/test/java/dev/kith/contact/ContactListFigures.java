package dev.kith.contact;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import dev.kith.support.TestOwner;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * How many pages of 50 out of 100,000 contacts Kith answers for 8 clients, against {@code pgbench} reading the same rows as
 * the same role in one statement, in {@code target/figures/lists.md}. Needs {@code pgbench} on the path, and takes minutes, so
 * that it runs when it is named only.
 */
@QuarkusTest
class ContactListFigures {

    private static final int CLIENTS = 8;
    private static final Duration UNTIL_COMPILED = Duration.ofSeconds(20);
    private static final Duration WARM_UP = Duration.ofSeconds(3);
    private static final Duration MEASURED = Duration.ofSeconds(6);

    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    /** All that the API shows of a page of contacts. */
    private static final String BARE = """
            begin;
            select set_config('kith.owner_id', '%1$s', true), set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true);
            with page as materialized (%2$s)
            select c.*, w.*, spell.*,
                   array(select t.name from contact_tag ct join tag t on t.owner_id = ct.owner_id and t.id = ct.tag_id
                         where ct.owner_id = '%1$s' and ct.contact_id = c.id order by t.name_key),
                   array(select e.organization_id from employment e where e.owner_id = '%1$s' and e.contact_id = c.id)
            from page
            join contact c on c.owner_id = '%1$s' and c.id = page.id
            join warmth w on w.owner_id = '%1$s' and w.contact_id = page.id
            left join cold_spell spell on spell.owner_id = w.owner_id and spell.contact_id = w.contact_id and spell.number = w.spells;
            commit;
            """;

    private static final String SHOWN = "c.binned_at is null and c.status in ('ACTIVE', 'MUTED', 'DO_NOT_CONTACT')";

    private static final String BY_CLOCK = """
            select w.contact_id as id from warmth w join contact c on c.owner_id = w.owner_id and c.id = w.contact_id
            where w.owner_id = '%s' and %s and %s order by %s limit 51
            """;

    @TestHTTPResource
    URI home;

    @Test
    void pages() throws Exception {
        var table = new StringBuilder("| list | pages : bare SQL |\n| --- | ---: |\n");
        try (var network = new ContactListCost()) {
            load(network.owner(), "/v1/contacts?sort=name", UNTIL_COMPILED);
            for (var list : lists(network.owner()).entrySet()) {
                var path = list.getKey();
                load(network.owner(), path, WARM_UP);
                var bare = bare(BARE.formatted(network.owner().id(), list.getValue()));
                var pages = load(network.owner(), path, MEASURED);
                table.append(String.format(Locale.ROOT, "| `%s` | %.2f |%n", path, pages / bare));
            }
        }
        Files.writeString(Files.createDirectories(Path.of("target", "figures")).resolve("lists.md"), table);
    }

    private static Map<String, String> lists(TestOwner owner) {
        var id = owner.id();
        var lists = new LinkedHashMap<String, String>();
        lists.put("/v1/contacts?sort=name",
                "select c.id from contact c where c.owner_id = '%s' and %s order by sort_name, id limit 51"
                        .formatted(id, SHOWN));
        lists.put("/v1/contacts?sort=-createdAt",
                "select c.id from contact c where c.owner_id = '%s' and %s order by created_at desc, id desc limit 51"
                        .formatted(id,
                                SHOWN));
        lists.put("/v1/contacts?sort=goesColdAt",
                BY_CLOCK.formatted(id, SHOWN, "w.goes_cold_at is not null", "w.goes_cold_at, w.contact_id"));
        lists.put("/v1/contacts?sort=lastContactAt",
                BY_CLOCK.formatted(id, SHOWN, "w.last_contact_at is not null", "w.last_contact_at, w.contact_id"));
        lists.put("/v1/contacts?sort=goesColdAt&tag=tag%205",
                """
                        select ct.contact_id as id from contact_tag ct join contact c on c.owner_id = ct.owner_id and c.id = ct.contact_id
                        where ct.owner_id = '%1$s' and %2$s and ct.goes_cold_at is not null
                          and ct.tag_id = (select id from tag where owner_id = '%1$s' and name_key = 'tag 5')
                        order by ct.goes_cold_at, ct.contact_id limit 51
                        """
                        .formatted(id, SHOWN));
        lists.put("/v1/contacts?sort=goesColdAt&state=COLD", BY_CLOCK.formatted(id, SHOWN,
                "w.goes_cold_at <= kith_now() and w.cold_since is not null", "w.goes_cold_at, w.contact_id"));
        lists.put("/v1/contacts?q=fischsen7", """
                select found.contact_id as id from kith_search('{fischsen7}', '{null}') found
                join contact c on c.owner_id = '%s' and c.id = found.contact_id
                where %s order by found.score desc, c.sort_name, c.id limit 51
                """.formatted(id, SHOWN));
        return lists;
    }

    /** @return transactions a second */
    private static double bare(String sql) throws IOException, InterruptedException {
        var script = Files.writeString(Files.createTempFile("page", ".sql"), sql.replaceAll("(?<!;)\\n", " "));
        try {
            var database = URI.create(System.getProperty("kith.database.url").substring("jdbc:".length()));
            var bench = new ProcessBuilder("pgbench", "-n", "-M", "simple", "-c", String.valueOf(CLIENTS), "-j", "2", "-T",
                    String.valueOf(MEASURED.toSeconds()), "-f", script.toString(), "-h", database.getHost(), "-p",
                    String.valueOf(database.getPort()), "-U", "kith_api", database.getPath().substring(1))
                    .redirectErrorStream(true);
            bench.environment().put("PGPASSWORD", System.getProperty("kith.database.api.password"));
            var process = bench.start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var tps = TPS.matcher(said);
            if (process.waitFor() != 0 || !tps.find()) {
                throw new AssertionError(said);
            }
            return Double.parseDouble(tps.group(1));
        } finally {
            Files.delete(script);
        }
    }

    /** @return pages a second */
    private double load(TestOwner owner, String path, Duration time) throws Exception {
        var until = System.nanoTime() + time.toNanos();
        var request = "GET %s HTTP/1.1\r\nHost: kith\r\nAuthorization: Bearer %s\r\n\r\n".formatted(path, owner.token())
                .getBytes(StandardCharsets.US_ASCII);
        var clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            var pages = 0;
            Callable<Integer> client = () -> pages(request, until);
            for (var done : clients.invokeAll(Collections.nCopies(CLIENTS, client))) {
                pages += done.get();
            }
            return pages / (time.toNanos() / 1e9);
        } finally {
            clients.shutdown();
        }
    }

    private int pages(byte[] request, long until) throws IOException {
        var pages = 0;
        try (var socket = new Socket(home.getHost(), home.getPort())) {
            var in = new BufferedInputStream(socket.getInputStream(), 65_536);
            for (; System.nanoTime() < until; pages++) {
                socket.getOutputStream().write(request);
                readPage(in);
            }
        }
        return pages;
    }

    /** Reads as little of it as can be: what is measured is Kith, and not the client. */
    private static void readPage(InputStream in) throws IOException {
        var status = line(in);
        for (var line = line(in); !line.isEmpty(); line = line(in)) {
            if (!status.contains(" 200 ") || line.toLowerCase(Locale.ROOT).startsWith("content-length")) {
                throw new AssertionError(status + ", and not in chunks");
            }
        }
        for (var length = chunk(in); length > 0; length = chunk(in)) {
            in.skipNBytes(length + 2);
        }
        line(in);
    }

    private static int chunk(InputStream in) throws IOException {
        return Integer.parseInt(line(in), 16);
    }

    private static String line(InputStream in) throws IOException {
        var line = new StringBuilder();
        for (var next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException();
            }
            line.append((char) next);
        }
        return line.toString().strip();
    }
}
