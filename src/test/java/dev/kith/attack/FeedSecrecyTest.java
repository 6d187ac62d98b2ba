package dev.kith.attack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import org.jboss.logmanager.formatters.PatternFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.kith.support.TestOwner;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** The address of a feed opens it, so nothing that tells of requests tells it. */
@QuarkusTest
@TestProfile(UnderAttack.class)
class FeedSecrecyTest {

    private static final List<String> LOGS = List.of("", "io.quarkus.http.access-log", "dev.kith");

    private final TestOwner owner = TestOwner.fresh();
    private final Everything log = new Everything();

    @BeforeEach
    void listen() {
        LOGS.forEach(name -> Logger.getLogger(name).addHandler(log));
        Logger.getLogger("dev.kith").setLevel(Level.ALL);
    }

    @AfterEach
    void stopListening() {
        LOGS.forEach(name -> Logger.getLogger(name).removeHandler(log));
        Logger.getLogger("dev.kith").setLevel(null);
    }

    @Test
    void no_log_no_metric_and_no_problem_repeats_the_token() {
        var token = Wire.send(Request.of("POST", "/v1/tokens").bearing(owner.token())
                .with("Content-Type", "application/json").sending("{\"name\": \"Calendar\", \"use\": \"FEED\"}"))
                .json().path("token").asText();
        var secret = token.substring(token.lastIndexOf('_') + 1, token.length() - 8);
        var feed = "/v1/feeds/" + token + "/going-cold.ics";
        assertEquals(200, Wire.send(Request.of("GET", feed)).status());
        assertEquals(200, Wire.send(Request.of("GET", "/v1/tokens").bearing(owner.token())).status());

        var answers = new ArrayList<Answer>();
        for (var address : List.of(feed + "x", feed.substring(0, feed.length() - 4), "/v1/feeds/" + token,
                "/v1/feeds/" + token + "/",
                feed.replace(token, token.substring(0, token.length() - 2)), feed.replace("kith_", ""), feed + ";x",
                "/" + feed + "/",
                feed.replace("feeds", "%66eeds") + "/x", feed.replace("kith_", "%6Bith%5F") + "/x",
                feed.toUpperCase(Locale.ROOT),
                "/" + token, "/v1/tokens/" + token, "/v1/contacts/" + token, "/v1//feeds//" + token, feed + "/%zz",
                feed + "%00",
                "/v1/feed/" + token + "/going-cold.ics")) {
            answers.add(Wire.send(Request.of("GET", address).bearing(owner.token())));
        }
        answers.add(Wire.send(Request.of("GET", feed).bearing("nonsense")));
        answers.add(Wire.send(Request.of("POST", feed)));
        answers.add(Wire.send(Request.of("GET", feed).with("Accept", "application/json")));
        answers.add(Wire.send(Request.of("GET", feed).with("If-None-Match", "nonsense")));
        answers.add(Wire.send(Request.of("GET", feed + "?" + "x".repeat(9000))));
        var told = new ArrayList<String>();
        for (var answer : answers) {
            assertEquals(List.of(), answer.faults());
            var whole = answer.status() + " " + answer.headers() + answer.body();
            if (tells(whole, secret)) {
                told.add(whole);
            }
        }
        assertEquals(List.of(), told);
        var metrics = Wire.send(Request.of("GET", "/q/metrics")).body();
        assertTrue(metrics.contains("http_server_requests"));
        assertEquals(List.of(), metrics.lines().filter(line -> tells(line, secret)).toList());
        assertTrue(log.lines.stream().anyMatch(line -> line.contains("GET /v1/tokens ")), "the access log is on");
        assertEquals(List.of(), log.lines.stream().filter(line -> tells(line, secret)).toList());
    }

    private static boolean tells(String text, String secret) {
        return text.toUpperCase(Locale.ROOT).contains(secret.toUpperCase(Locale.ROOT));
    }

    /** Whatever is logged, as it would be read. */
    private static final class Everything extends Handler {

        private final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        Everything() {
            setFormatter(new PatternFormatter("%c %s%e"));
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord logged) {
            lines.add(getFormatter().format(logged));
        }

        @Override
        public void flush() {
            // kept in memory
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
