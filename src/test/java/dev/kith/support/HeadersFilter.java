package dev.kith.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/** What every answer tells a browser, and what none tells anybody. */
final class HeadersFilter implements Filter {

    private static final Map<String, String> ON_EVERY_ANSWER = Map.of(
            "X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy", "same-origin",
            "Referrer-Policy", "no-referrer");
    private static final List<String> ON_NONE = List.of("Server", "X-Powered-By", "Via", "Set-Cookie");

    private static final Set<List<String>> KEPT = Set.of(List.of("no-store"), List.of("private, no-cache"),
            List.of("no-cache"), List.of("no-cache, no-store, no-transform"));

    @Override
    public Response filter(FilterableRequestSpecification request, FilterableResponseSpecification expected,
            FilterContext context) {
        var response = context.next(request, expected);
        ON_EVERY_ANSWER.forEach((name, value) -> assertEquals(List.of(value), response.headers().getValues(name), name));
        ON_NONE.forEach(name -> assertEquals(List.of(), response.headers().getValues(name), name));
        var kept = response.headers().getValues("Cache-Control");
        assertTrue(KEPT.contains(kept), kept::toString);
        return response;
    }
}
