package dev.kith.contact;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.contact.DuplicateRepository.Query;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/duplicates")
class DuplicateResource {

    private static final int WORTH_A_LOOK = 40;

    private final DuplicateService duplicates;

    DuplicateResource(DuplicateService duplicates) {
        this.duplicates = duplicates;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<DuplicateView> list(@RestQuery("contactId") UUID contactId,
            @RestQuery("minScore") @Min(1) @Max(100) Integer minScore, @RestQuery("cursor") String cursor,
            @RestQuery("limit") Integer limit) {
        return duplicates.list(new Query(contactId, minScore == null ? WORTH_A_LOOK : minScore), cursor, Limit.of(limit));
    }

    @PUT
    @Path("dismissed/{id}/{otherId}")
    @RolesAllowed(Scope.WRITE)
    public void dismiss(@RestPath UUID id, @RestPath UUID otherId) {
        duplicates.dismiss(id, otherId);
    }

    @DELETE
    @Path("dismissed/{id}/{otherId}")
    @RolesAllowed(Scope.WRITE)
    public void bringBack(@RestPath UUID id, @RestPath UUID otherId) {
        duplicates.bringBack(id, otherId);
    }
}
