package dev.kith.webhook;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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

/** Whoever may read the log may have it sent, and nobody else. */
@Path("/v1/webhooks")
class WebhookResource {

    private final WebhookService webhooks;
    private final Idempotency idempotency;

    WebhookResource(WebhookService webhooks, Idempotency idempotency) {
        this.webhooks = webhooks;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Scope.EVENTS)
    public Response create(@NotNull @Valid WebhookDetails details) {
        return idempotency.once(() -> {
            var made = webhooks.create(details);
            return Answer.created("/v1/webhooks/" + made.view().id(), made);
        });
    }

    @GET
    @RolesAllowed(Scope.EVENTS)
    public Page<WebhookView> list(@RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return webhooks.list(cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.EVENTS)
    public WebhookView get(@RestPath UUID id) {
        return webhooks.get(id);
    }

    @PATCH
    @Path("{id}")
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.EVENTS)
    public WebhookView patch(@RestPath UUID id, JsonNode patch, @Context HttpHeaders headers) {
        return webhooks.patch(id, patch, ExpectedVersion.of(headers));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.EVENTS)
    public void delete(@RestPath UUID id, @Context HttpHeaders headers) {
        webhooks.delete(id, ExpectedVersion.of(headers));
    }

    @POST
    @Path("{id}/secret")
    @RolesAllowed(Scope.EVENTS)
    public Response rotate(@RestPath UUID id) {
        return idempotency.once(() -> Answer.ok(webhooks.rotate(id)));
    }

    @POST
    @Path("{id}/test")
    @RolesAllowed(Scope.EVENTS)
    public Response test(@RestPath UUID id) {
        return idempotency.once(() -> accepted(id, webhooks.test(id)));
    }

    @GET
    @Path("{id}/deliveries")
    @RolesAllowed(Scope.EVENTS)
    public Page<DeliveryView> deliveries(@RestPath UUID id, @RestQuery("status") Delivery.Status status,
            @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return webhooks.deliveries(id, status, cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}/deliveries/{deliveryId}")
    @RolesAllowed(Scope.EVENTS)
    public DeliveryView delivery(@RestPath UUID id, @RestPath UUID deliveryId) {
        return webhooks.delivery(id, deliveryId);
    }

    @POST
    @Path("{id}/deliveries/{deliveryId}/redeliver")
    @RolesAllowed(Scope.EVENTS)
    public Response redeliver(@RestPath UUID id, @RestPath UUID deliveryId) {
        return idempotency.once(() -> accepted(id, webhooks.redeliver(id, deliveryId)));
    }

    private static Answer accepted(UUID id, DeliveryView delivery) {
        return Answer.accepted("/v1/webhooks/" + id + "/deliveries/" + delivery.id(), delivery);
    }
}
