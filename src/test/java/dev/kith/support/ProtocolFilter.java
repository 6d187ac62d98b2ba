package dev.kith.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.kith.support.Contract.Operation;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/**
 * Asks for everything that a test asks for once more, in each way that the contract makes a promise about: with the entity tag
 * that it got and with a stale one, by HEAD, with the same Idempotency-Key, and for the next page.
 */
public final class ProtocolFilter implements Filter {

    private static final Contract CONTRACT = Contract.ofKith();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Set<String> OF_THE_CLIENT = Set.of("content-length", "host", "connection", "accept-encoding");
    /** What a repeat does not say again. */
    private static final Pattern SECRET = Pattern.compile("\"[^\"]*(kith_[0-9a-f-]{36}|whsec)_[^\"]*\"");
    private static final Pattern NEXT = Pattern.compile("<([^>]+)>; rel=\"next\"");

    private final Set<String> kept = new TreeSet<>();

    /** What the contract promises of its operations, each as a line. */
    public static Set<String> promised() {
        var promises = new TreeSet<String>();
        for (var operation : CONTRACT.operations()) {
            if (operation.statuses().contains("304")) {
                promises.add(operation.id() + " If-None-Match");
            }
            for (var header : CONTRACT.headers(operation)) {
                if (Set.of("If-Match", "Idempotency-Key").contains(header)) {
                    promises.add(operation.id() + " " + header);
                }
            }
        }
        return promises;
    }

    /** What of it was seen to be kept. */
    public Set<String> kept() {
        return kept;
    }

    @Override
    public Response filter(FilterableRequestSpecification request, FilterableResponseSpecification expected,
            FilterContext context) {
        var operation = CONTRACT.operation(request.getMethod(), URI.create(request.getURI()).getRawPath());
        if (operation.isEmpty()) {
            return context.next(request, expected);
        }
        var headers = CONTRACT.headers(operation.get());
        if (headers.contains("If-Match") && !request.getHeaders().hasHeaderWithName("If-Match")) {
            keep(operation.get(), "If-Match", 412, again(request, request.getMethod(), "If-Match", "\"987654321\""));
        }
        if (headers.contains("Idempotency-Key") && !request.getHeaders().hasHeaderWithName("Idempotency-Key")) {
            request.header("Idempotency-Key", UUID.randomUUID().toString());
        }
        var answer = context.next(request, expected);
        if (answer.statusCode() / 100 == 2) {
            askAgain(operation.get(), request, answer, headers);
        }
        return answer;
    }

    private void askAgain(Operation operation, FilterableRequestSpecification request, Response answer, Set<String> headers) {
        if (headers.contains("Idempotency-Key")) {
            var second = again(request, request.getMethod(), "X-Again", "1");
            assertEquals("true", second.headers().firstValue("Idempotency-Replayed").orElse("false"), operation::toString);
            assertEquals(SECRET.matcher(answer.asString()).replaceAll("null"), second.body());
            assertEquals(answer.header("Location"), second.headers().firstValue("Location").orElse(null));
            assertEquals(answer.header("ETag"), second.headers().firstValue("ETag").orElse(null));
            keep(operation, "Idempotency-Key", answer.statusCode(), second);
        }
        if (operation.method().equals("GET")) {
            var head = again(request, "HEAD", "X-Again", "1");
            assertEquals(answer.statusCode(), head.statusCode(), operation::toString);
            assertEquals(answer.header("ETag"), head.headers().firstValue("ETag").orElse(null), operation::toString);
            assertEquals("", head.body());
            checkNext(operation, request, answer);
        }
        if (operation.statuses().contains("304")) {
            var same = again(request, "GET", "If-None-Match", answer.header("ETag"));
            assertEquals("", same.body(), operation::toString);
            keep(operation, "If-None-Match", 304, same);
        }
    }

    private static void checkNext(Operation operation, FilterableRequestSpecification request, Response answer) {
        if (!answer.contentType().startsWith("application/json")) {
            return;
        }
        var link = answer.header("Link");
        if (operation.id().equals("listEvents") ? link != null : Json.of(answer).path("nextCursor").isTextual()) {
            var next = NEXT.matcher(String.valueOf(link));
            assertTrue(next.matches(), () -> operation + " has a next page and the link " + link);
            var page = send(HttpRequest.newBuilder(URI.create(request.getURI()).resolve(next.group(1))), request, "GET");
            assertEquals(200, page.statusCode(), operation::toString);
        }
    }

    private void keep(Operation operation, String header, int expected, HttpResponse<String> answer) {
        assertEquals(expected, answer.statusCode(), () -> operation + " with " + header + ": " + answer.body());
        kept.add(operation.id() + " " + header);
    }

    private static HttpResponse<String> again(FilterableRequestSpecification request, String method, String header,
            String value) {
        return send(HttpRequest.newBuilder(URI.create(request.getURI())).header(header, value), request, method);
    }

    private static HttpResponse<String> send(HttpRequest.Builder again, FilterableRequestSpecification request, String method) {
        for (var sent : request.getHeaders()) {
            if (!OF_THE_CLIENT.contains(sent.getName().toLowerCase(Locale.ROOT))) {
                again.header(sent.getName(), sent.getValue());
            }
        }
        String body = request.getBody();
        again.method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        try {
            return HTTP.send(again.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
