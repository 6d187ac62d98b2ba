package dev.kith.contact;

import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;

@Path("/v1/organizations/{id}/people")
class PeopleResource {

    private final PeopleService people;

    PeopleResource(PeopleService people) {
        this.people = people;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<ContactView> at(@RestPath UUID id, @RestQuery("when") @DefaultValue("ANY") Employer.When when,
            @RestQuery("cursor") String cursor, @RestQuery("limit") Integer limit) {
        return people.at(id, when, cursor, Limit.of(limit));
    }
}
