package dev.kith.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a request takes: how long, how much of that its SQL, and what the plans of its statements read.
 *
 * @param sqlMillis of {@code millis}, the statements in PostgreSQL
 */
public record RequestCost(String request, double millis, double sqlMillis, int statements, int buffers, List<String> plans) {

    /** Until the driver has prepared the statements. */
    private static final int WARM = 7;
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static final Pattern DURATION = Pattern.compile("duration: ([0-9.]+) ms");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared hit=([0-9]+)(?: read=([0-9]+))?");
    private static final Pattern WHOLE_TABLE = Pattern.compile(
            "Seq Scan on (introduction\\w*|ask\\w*|contact\\w*|interaction\\w*|organization\\w*|employment|warmth|tag)");
    private static final Pattern PARAMETERS = Pattern.compile("(?m)^(Query Parameters.{200}).*");

    /** Of a GET. @param times how often it is measured; the medians count */
    public static RequestCost of(PostgresTap tap, TestOwner owner, URI home, String name, String path, int times) {
        return of(tap, name,
                HttpRequest.newBuilder(home.resolve(path)).header("Authorization", "Bearer " + owner.token()).build(), times);
    }

    /** Of a POST that makes something. */
    public static RequestCost ofPost(PostgresTap tap, TestOwner owner, URI home, String name, String path, String body) {
        return of(tap, name, HttpRequest.newBuilder(home.resolve(path)).header("Authorization", "Bearer " + owner.token())
                .header("Content-Type", "application/json").POST(BodyPublishers.ofString(body)).build(), 1);
    }

    private static RequestCost of(PostgresTap tap, String name, HttpRequest request, int times) {
        for (int i = 0; i < WARM; i++) {
            send(request);
        }
        var took = new double[times];
        var inSql = new double[times];
        List<String> plans = List.of();
        for (int i = 0; i < times; i++) {
            tap.noticed();
            var began = System.nanoTime();
            send(request);
            took[i] = (System.nanoTime() - began) / 1e6;
            plans = tap.noticed();
            inSql[i] = plans.stream().mapToDouble(RequestCost::duration).sum();
        }
        return new RequestCost(name, median(took), median(inSql), plans.size(),
                plans.stream().mapToInt(RequestCost::buffers).sum(),
                plans);
    }

    /** As directly as can be: what is measured is Kith, and not the test. */
    private static void send(HttpRequest request) {
        try {
            var status = HTTP.send(request, BodyHandlers.ofString()).statusCode();
            assertEquals(request.method().equals("GET") ? 200 : 201, status, request.uri().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public void assertByIndexes() {
        assertTrue(statements > 1, () -> request + ": no plan was told");
        for (var plan : plans) {
            assertTrue(!WHOLE_TABLE.matcher(plan).find(), () -> request + " reads a whole table:\n" + shortened(plan));
        }
    }

    /** No row is read only to be put in order. */
    public void assertInOrder() {
        for (var plan : plans) {
            assertTrue(!plan.contains("Sort Key: ") || !plan.contains("Limit"), () -> request + " sorts:\n" + shortened(plan));
        }
    }

    public void assertReadsAtMost(int most) {
        assertTrue(buffers <= most, () -> request + " read " + buffers + " buffers:\n"
                + String.join("\n", plans.stream().map(RequestCost::shortened).toList()));
    }

    /** Without the values: there can be hundreds. */
    private static String shortened(String plan) {
        return PARAMETERS.matcher(plan).replaceAll("$1…");
    }

    private static double duration(String plan) {
        var found = DURATION.matcher(plan);
        return found.find() ? Double.parseDouble(found.group(1)) : 0;
    }

    /** Those of the topmost node, which has all below it in it. */
    public static int buffers(String plan) {
        var found = BUFFERS.matcher(plan);
        return !found.find() ? 0
                : Integer.parseInt(found.group(1)) + (found.group(2) == null ? 0 : Integer.parseInt(found.group(2)));
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
