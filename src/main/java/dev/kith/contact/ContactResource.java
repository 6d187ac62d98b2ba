package dev.kith.contact;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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

@Path("/v1/contacts")
class ContactResource {

    private final ContactService contacts;
    private final Idempotency idempotency;

    ContactResource(ContactService contacts, Idempotency idempotency) {
        this.contacts = contacts;
        this.idempotency = idempotency;
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response create(@NotNull @Valid ContactDetails details) {
        return idempotency.once(() -> Answer.of(contacts.create(details), view -> "/v1/contacts/" + view.id()));
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<ContactView> list(@BeanParam ContactQuery.Parameters asked, @RestQuery("cursor") String cursor,
            @RestQuery("limit") Integer limit) {
        return contacts.list(ContactQuery.of(asked), cursor, Limit.of(limit));
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.READ)
    public ContactView get(@RestPath UUID id) {
        return contacts.get(id);
    }

    @PATCH
    @Path("{id}")
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public ContactView patch(@RestPath UUID id, JsonNode patch, @Context HttpHeaders headers) {
        return contacts.patch(id, patch, ExpectedVersion.of(headers));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.WRITE)
    public void delete(@RestPath UUID id, @RestQuery("erase") @DefaultValue("false") boolean erase,
            @Context HttpHeaders headers) {
        var expected = ExpectedVersion.of(headers);
        if (erase) {
            contacts.erase(id, expected);
        } else {
            contacts.bin(id, expected);
        }
    }

    @POST
    @Path("{id}/restore")
    @RolesAllowed(Scope.WRITE)
    public Response restore(@RestPath UUID id) {
        return idempotency.once(() -> Answer.ok(contacts.restore(id)));
    }

    @PUT
    @Path("{id}/tags/{tag}")
    @RolesAllowed(Scope.WRITE)
    public ContactView tag(@RestPath UUID id, @RestPath String tag) {
        return contacts.tag(id, tag);
    }

    @DELETE
    @Path("{id}/tags/{tag}")
    @RolesAllowed(Scope.WRITE)
    public ContactView untag(@RestPath UUID id, @RestPath String tag) {
        return contacts.untag(id, tag);
    }

    @POST
    @Path("{id}/snooze")
    @RolesAllowed(Scope.WRITE)
    public Response snooze(@RestPath UUID id, @NotNull @Valid SnoozeContact command) {
        return idempotency.once(() -> Answer.ok(contacts.snooze(id, command)));
    }

    @DELETE
    @Path("{id}/snooze")
    @RolesAllowed(Scope.WRITE)
    public ContactView endSnooze(@RestPath UUID id) {
        return contacts.endSnooze(id);
    }
}
