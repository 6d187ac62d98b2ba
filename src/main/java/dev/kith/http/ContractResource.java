package dev.kith.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

import dev.kith.problem.NotFound;

/** The contracts, to be read by whoever wants to write a client: as they were written, and without signing in. */
@Path("/")
@Produces(ContractResource.YAML)
class ContractResource {

    /** RFC 9512. */
    static final String YAML = "application/yaml";

    /** As registered with IANA by the authors of JSON Schema. */
    static final String SCHEMA = "application/schema+json";

    private final Contract http = Contract.read("openapi.yaml");
    private final Contract events = Contract.read("asyncapi.yaml");
    private final Map<String, Contract> schemas = EventSchemas.of(events.text()).entrySet().stream().collect(Collectors
            .toUnmodifiableMap(Map.Entry::getKey, schema -> Contract.of(schema.getValue().toPrettyString().getBytes(UTF_8))));

    @GET
    @Path("openapi.yaml")
    @PermitAll
    public Response openapi(@Context Request request) {
        return http.answer(request);
    }

    @GET
    @Path("asyncapi.yaml")
    @PermitAll
    public Response asyncapi(@Context Request request) {
        return events.answer(request);
    }

    /** What an event's {@code dataschema} names, without the host that is nobody's. */
    @GET
    @Path("schemas/{type}.json")
    @Produces(SCHEMA)
    @PermitAll
    public Response schema(@PathParam("type") String type, @Context Request request) {
        var schema = schemas.get(type);
        if (schema == null) {
            throw new NotFound("There is no such type of event; /asyncapi.yaml has them all.");
        }
        return schema.answer(request);
    }

    private record Contract(byte[] text, EntityTag tag) {

        static Contract read(String name) {
            try (var file = ContractResource.class.getResourceAsStream("/META-INF/contract/" + name)) {
                return of(file.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static Contract of(byte[] text) {
            try {
                var digest = MessageDigest.getInstance("SHA-256").digest(text);
                return new Contract(text, new EntityTag(HexFormat.of().formatHex(digest, 0, 8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Kept by anyone, asked about each time: an update of Kith brings another one. */
        Response answer(Request request) {
            var known = request.evaluatePreconditions(tag);
            return (known == null ? Response.ok(text) : known).tag(tag).header(HttpHeaders.CACHE_CONTROL, "no-cache").build();
        }
    }
}
