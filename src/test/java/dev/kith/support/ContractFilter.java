package dev.kith.support;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HashMap;

import dev.kith.support.Contract.Exchange;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;

/** Holds every exchange of a test against the contract, and fails the test that sees it broken. */
public final class ContractFilter implements Filter {

    private final Contract contract;

    public ContractFilter() {
        this(Contract.ofKith());
    }

    ContractFilter(Contract contract) {
        this.contract = contract;
    }

    @Override
    public Response filter(FilterableRequestSpecification request, FilterableResponseSpecification expected,
            FilterContext context) {
        var response = context.next(request, expected);
        var headers = new HashMap<String, String>();
        response.getHeaders().forEach(header -> headers.merge(header.getName(), header.getValue(), (a, b) -> a + ", " + b));
        var deviations = contract.deviations(new Exchange(request.getMethod(), URI.create(request.getURI()),
                request.getHeaders().getValue("Content-Type"), text(request.getBody()), response.statusCode(), headers,
                response.asString()));
        if (!deviations.isEmpty()) {
            throw new AssertionError("The contract is broken:\n  " + String.join("\n  ", deviations)
                    + "\nThe answer was: " + response.asString());
        }
        return response;
    }

    private static String text(Object body) {
        try {
            if (body instanceof byte[] bytes) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
            if (body instanceof File file) {
                return new String(Files.readAllBytes(file.toPath()), StandardCharsets.UTF_8);
            }
            return body == null ? null : body.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
