package dev.kith.account;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.http.Answer;
import dev.kith.idempotency.Idempotency;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/tokens")
class TokenResource {

    private final TokenService tokens;
    private final Idempotency idempotency;

    TokenResource(TokenService tokens, Idempotency idempotency) {
        this.tokens = tokens;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response create(@NotNull @Valid CreateToken command) {
        return idempotency.once(() -> {
            var made = tokens.create(command);
            return Answer.created("/v1/tokens/" + made.view().id(), made);
        });
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<TokenView> list(@RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return tokens.list(cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.READ)
    public TokenView get(@RestPath UUID id) {
        return tokens.get(id);
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.WRITE)
    public void revoke(@RestPath UUID id) {
        tokens.revoke(id);
    }
}
