package dev.kith.support;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.sun.net.httpserver.HttpServer;

import dev.kith.support.Contract.Exchange;
import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;

/** A check that cannot fail proves nothing: each kind of departure from a small contract is found and named. */
class ContractFilterTest {

    private static final Contract CONTRACT = Contract
            .of("""
                    openapi: 3.1.0
                    info: { title: Kettles, version: '1' }
                    paths:
                      /v1/kettles:
                        get:
                          operationId: listKettles
                          parameters:
                            - { name: limit, in: query, schema: { type: integer } }
                            - { name: material, in: query, schema: { type: array, items: { enum: [COPPER, STEEL] } } }
                          responses:
                            '200':
                              description: all
                              content:
                                application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Kettle' } } }
                        post:
                          operationId: makeKettle
                          requestBody: { $ref: '#/components/requestBodies/Kettle' }
                          responses:
                            '201':
                              description: made
                              headers:
                                Location: { $ref: '#/components/headers/Location' }
                                Retry-After: { schema: { type: integer } }
                              content:
                                application/json: { schema: { $ref: '#/components/schemas/Kettle' } }
                            '422': { $ref: '#/components/responses/Refused' }
                      /v1/kettles/{id}:
                        delete:
                          operationId: breakKettle
                          responses:
                            '204': { description: broken }
                        get:
                          operationId: getKettle
                          responses:
                            '200': { description: it, content: { application/json: { schema: { $ref: '#/components/schemas/Kettle' } } } }
                      /v1/kettles/newest:
                        get:
                          operationId: getNewest
                          responses:
                            '200': { description: it, content: { text/plain: { schema: { type: string, maxLength: 9 } } } }
                    components:
                      headers:
                        Location: { required: true, schema: { type: string, pattern: '^/v1/' } }
                      requestBodies:
                        Kettle:
                          required: true
                          content:
                            application/json: { schema: { $ref: '#/components/schemas/Kettle' } }
                      responses:
                        Refused:
                          description: no
                          content:
                            application/problem+json: { schema: { $ref: '#/components/schemas/Problem' } }
                      schemas:
                        Kettle:
                          type: object
                          required: [id, boiledAt]
                          additionalProperties: false
                          properties:
                            id: { type: string, format: uuid }
                            boiledAt: { oneOf: [{ type: string, format: date-time }, { type: 'null' }] }
                            spouts: { type: array, items: { type: object, properties: { width: { type: integer } } } }
                        Problem:
                          type: object
                          required: [status]
                          properties: { status: { type: integer } }
                    """);

    private static final String KETTLE = """
            {"id": "0199f0c4-7c1e-7b3a-9d5f-3e1c2a4b6d80", "boiledAt": "2026-11-24T08:15:30.482113Z"}""";

    private String method = "POST";
    private String uri = "/v1/kettles";
    private String requestType = "application/json";
    private String request = KETTLE;
    private int status = 201;
    private Map<String, String> headers = Map.of("content-type", "application/json;charset=UTF-8", "location", "/v1/kettles/1");
    private String body = KETTLE;

    @Test
    void what_keeps_to_the_contract_passes() {
        assertEquals(List.of(), deviations());
    }

    @Test
    void an_operation_that_is_not_declared() {
        method = "PUT";
        assertFound("PUT /v1/kettles answered 201: the contract has no such operation, so only 404 or 405 will do");
        method = "GET";
        uri = "/v1/teapots";
        status = 200;
        assertFound("GET /v1/teapots answered 200: the contract has no such operation, so only 404 or 405 will do");
    }

    @Test
    void a_refusal_of_what_is_not_declared_is_a_problem_and_says_what_is_allowed() {
        method = "PUT";
        status = 405;
        headers = Map.of("Content-Type", "application/problem+json", "Allow", "GET, POST");
        body = "{\"status\": 405}";
        assertEquals(List.of(), deviations());
        headers = Map.of("Content-Type", "text/html");
        assertFound("PUT /v1/kettles answered 405: header Allow is missing",
                "PUT /v1/kettles answered 405: not a problem but text/html");
        status = 404;
        headers = Map.of("Content-Type", "application/problem+json");
        assertFound("PUT /v1/kettles answered 404: body at \"/status\": says 405");
    }

    @Test
    void a_status_that_is_not_declared() {
        status = 200;
        assertFound("POST /v1/kettles (makeKettle) answered 200: this status is not declared, only 201, 422");
        status = 500;
        assertFound("POST /v1/kettles (makeKettle) answered 500: this status is not declared, only 201, 422");
    }

    @Test
    void a_content_type_that_is_not_declared() {
        headers = Map.of("Content-Type", "text/plain", "Location", "/v1/kettles/1");
        assertFound(
                "POST /v1/kettles (makeKettle) answered 201: content type text/plain is not declared, only application/json");
    }

    @Test
    void a_body_where_none_is_declared() {
        method = "DELETE";
        uri = "/v1/kettles/1";
        status = 204;
        assertFound("DELETE /v1/kettles/1 (breakKettle) answered 204: no body is declared, but there is one");
    }

    @Test
    void no_body_where_one_is_declared() {
        body = "";
        assertFound("POST /v1/kettles (makeKettle) answered 201: body is empty");
    }

    @Test
    void a_body_that_is_not_json() {
        body = "{\"id\": ";
        assertTrue(deviations().get(0).contains("body is not JSON"), deviations().toString());
        body = KETTLE.replace("{", "{\"boiledAt\": null, ");
        assertTrue(deviations().get(0).contains("body is not JSON: Duplicate"), deviations().toString());
    }

    @Test
    void a_value_that_is_not_valid_and_where_it_is() {
        body = KETTLE.replace("}", ", \"spouts\": [{\"width\": 3}, {\"width\": \"wide\"}]}");
        assertFound("POST /v1/kettles (makeKettle) answered 201: "
                + "body at \"/spouts/1/width\": string found, integer expected");
    }

    @Test
    void formats_are_asserted() {
        body = KETTLE.replace("0199f0c4", "zzzzzzzz");
        assertTrue(deviations().get(0).contains("body at \"/id\": does not match the uuid pattern"), deviations().toString());
        body = KETTLE.replace("T08", " at 08");
        assertTrue(deviations().get(0).contains("body at \"/boiledAt\""), deviations().toString());
    }

    @Test
    void a_property_too_many_and_one_too_few() {
        body = KETTLE.replace("boiledAt", "cooledAt");
        assertFound(
                "POST /v1/kettles (makeKettle) answered 201: body at \"\": required property 'boiledAt' not found",
                "POST /v1/kettles (makeKettle) answered 201: body at \"\": property 'cooledAt' is not defined in the schema "
                        + "and the schema does not allow additional properties");
    }

    @Test
    void a_header_that_is_missing_or_not_valid() {
        headers = Map.of("Content-Type", "application/json");
        assertFound("POST /v1/kettles (makeKettle) answered 201: header Location is missing");
        headers = Map.of("Content-Type", "application/json", "Location", "kettles", "Retry-After", "soon");
        assertEquals(2, deviations().size(), deviations().toString());
        assertTrue(deviations().get(0).contains("header Location at \"\": does not match"), deviations().toString());
        assertTrue(deviations().get(1).contains("header Retry-After at \"\": string found"), deviations().toString());
    }

    @Test
    void a_problem_that_tells_of_another_status() {
        status = 422;
        headers = Map.of("Content-Type", "application/problem+json");
        body = "{\"status\": 400}";
        assertFound("POST /v1/kettles (makeKettle) answered 422: body at \"/status\": says 400");
    }

    @Test
    void a_request_that_the_code_takes_and_the_contract_does_not() {
        request = "{\"id\": 7, \"boiledAt\": null}";
        assertFound("POST /v1/kettles (makeKettle) answered 201: request at \"/id\": integer found, string expected");
        request = "";
        assertFound("POST /v1/kettles (makeKettle) answered 201: "
                + "it was answered without the request body that the contract requires");
        request = KETTLE;
        requestType = "text/plain";
        assertFound("POST /v1/kettles (makeKettle) answered 201: "
                + "a request of type text/plain is not declared, and yet it was answered");
    }

    @Test
    void a_request_that_was_refused_may_be_as_bad_as_it_likes() {
        request = "{\"id\": 7";
        status = 422;
        headers = Map.of("Content-Type", "application/problem+json");
        body = "{\"status\": 422}";
        assertEquals(List.of(), deviations());
    }

    @Test
    void a_query_that_the_code_takes_and_the_contract_does_not() {
        method = "GET";
        status = 200;
        body = "[" + KETTLE + "]";
        uri = "/v1/kettles?limit=0&material=COPPER&material=STEEL";
        assertEquals(List.of(), deviations());
        uri = "/v1/kettles?limit=few&material=COPPER&material=Tin%20&colour=red";
        assertEquals(3, deviations().size(), deviations().toString());
        assertTrue(deviations().get(0).contains("query parameter limit at \"\": string found"), deviations().toString());
        assertTrue(deviations().get(1).contains("query parameter material at \"\": does not have a value in"),
                deviations().toString());
        assertTrue(deviations().get(2).contains("query parameter colour is not declared"), deviations().toString());
    }

    @Test
    void the_most_specific_path_is_meant() {
        method = "GET";
        status = 200;
        uri = "/v1/kettles/newest";
        assertFound(
                "GET /v1/kettles/newest (getNewest) answered 200: content type application/json is not declared, only text/plain");
        headers = Map.of("Content-Type", "text/plain");
        assertTrue(deviations().get(0).contains("(getNewest) answered 200: body at \"\": must be at most 9 characters long"),
                deviations().toString());
    }

    @Test
    void what_is_not_part_of_the_api_is_let_through() {
        uri = "/q/health";
        assertEquals(List.of(), deviations());
    }

    @Test
    void the_filter_sees_what_rest_assured_sends_and_gets() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/kettles", exchange -> {
            var sent = exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.getResponseHeaders().add("Location", "/v1/kettles/1");
            exchange.sendResponseHeaders(201, sent.length);
            exchange.getResponseBody().write(sent);
            exchange.close();
        });
        server.start();
        try {
            var port = server.getAddress().getPort();
            assertDoesNotThrow(() -> to(port).body(KETTLE).post("/v1/kettles"));
            var error = assertThrows(AssertionError.class,
                    () -> to(port).body(KETTLE.getBytes(StandardCharsets.UTF_8)).post("/v1/kettles?lid=no"));
            assertTrue(error.getMessage().contains("query parameter lid is not declared"), error.getMessage());
            error = assertThrows(AssertionError.class, () -> to(port).body(Map.of("id", 7)).post("/v1/kettles"));
            assertTrue(error.getMessage().contains("body at \"/id\": integer found"), error.getMessage());
            assertTrue(error.getMessage().contains("request at \"/id\": integer found"), error.getMessage());
        } finally {
            server.stop(0);
        }
    }

    private static RequestSpecification to(int port) {
        return RestAssured.given().baseUri("http://localhost").port(port).contentType("application/json")
                .filter(new ContractFilter(CONTRACT));
    }

    private List<String> deviations() {
        return CONTRACT.deviations(new Exchange(method, URI.create("http://localhost" + uri), requestType, request, status,
                headers, body));
    }

    private void assertFound(String... deviations) {
        assertEquals(List.of(deviations), deviations());
    }
}
