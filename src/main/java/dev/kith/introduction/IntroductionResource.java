package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.http.Answer;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.Idempotency;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/introductions")
class IntroductionResource {

    private final IntroductionService introductions;
    private final Idempotency idempotency;

    IntroductionResource(IntroductionService introductions, Idempotency idempotency) {
        this.introductions = introductions;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response propose(@NotNull @Valid ProposeIntroduction command) {
        return idempotency.once(() -> Answer.of(introductions.propose(command), view -> "/v1/introductions/" + view.id()));
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<IntroductionView> list(@RestQuery("status") List<IntroductionStatus> status,
            @RestQuery("introducer") String introducer, @RestQuery("party") UUID party,
            @RestQuery("madeAfter") Instant madeAfter,
            @RestQuery("withoutOutcome") @DefaultValue("false") boolean withoutOutcome,
            @RestQuery("unthanked") @DefaultValue("false") boolean unthanked,
            @RestQuery("sort") String sort, @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return introductions.list(
                IntroductionQuery.of(status, introducer, party, madeAfter, withoutOutcome, unthanked, sort), cursor,
                Limit.of(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.READ)
    public IntroductionView get(@RestPath UUID id) {
        return introductions.get(id);
    }

    @PATCH
    @Path("{id}")
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public IntroductionView patch(@RestPath UUID id, JsonNode patch, @Context HttpHeaders headers) {
        return introductions.patch(id, patch, ExpectedVersion.of(headers));
    }

    @POST
    @Path("{id}/transitions")
    @RolesAllowed(Scope.WRITE)
    public Response move(@RestPath UUID id, @NotNull @Valid MoveIntroduction command) {
        return idempotency.once(() -> Answer.ok(introductions.move(id, command)));
    }

    @POST
    @Path("{id}/consents")
    @RolesAllowed(Scope.WRITE)
    public Response consent(@RestPath UUID id, @NotNull @Valid GiveConsent command) {
        return idempotency.once(() -> Answer.ok(introductions.consent(id, command)));
    }

    @POST
    @Path("{id}/outcomes")
    @RolesAllowed(Scope.WRITE)
    public Response record(@RestPath UUID id, @NotNull @Valid RecordOutcome command) {
        return idempotency.once(() -> Answer.ok(introductions.record(id, command)));
    }

    @POST
    @Path("{id}/thanks")
    @RolesAllowed(Scope.WRITE)
    public Response thank(@RestPath UUID id, @NotNull @Valid ThankIntroducer command) {
        return idempotency.once(() -> Answer.ok(introductions.thank(id, command)));
    }
}
