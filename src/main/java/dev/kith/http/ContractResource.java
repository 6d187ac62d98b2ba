package dev.kith.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;

/** The contracts, to be read by whoever wants to write a client: as they were written, and without signing in. */
@Path("/")
@Produces(ContractResource.YAML)
class ContractResource {

    /** RFC 9512. */
    static final String YAML = "application/yaml";

    private final Contract http = Contract.read("openapi.yaml");
    private final Contract events = Contract.read("asyncapi.yaml");

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

    private record Contract(byte[] text, EntityTag tag) {

        static Contract read(String name) {
            try (var file = ContractResource.class.getResourceAsStream("/META-INF/contract/" + name)) {
                var text = file.readAllBytes();
                var digest = MessageDigest.getInstance("SHA-256").digest(text);
                return new Contract(text, new EntityTag(HexFormat.of().formatHex(digest, 0, 8)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
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
