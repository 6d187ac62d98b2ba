package dev.kith.problem;

import java.sql.SQLException;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;

import dev.kith.owner.Scope;
import io.agroal.api.AgroalDataSource;

/** Fails, in every way there is; in tests only. */
@Path("/test/failures")
@Produces(MediaType.APPLICATION_JSON)
class FailuresResource {

    private final AgroalDataSource database;

    FailuresResource(AgroalDataSource database) {
        this.database = database;
    }

    @GET
    @Path("gone")
    @RolesAllowed(Scope.READ)
    public void gone() {
        throw new Gone("It was here.");
    }

    @GET
    @Path("rule")
    @RolesAllowed(Scope.READ)
    public void rule() {
        throw new RuleBroken("/at", "Too late.");
    }

    @GET
    @Path("bug")
    @RolesAllowed(Scope.READ)
    public void bug() {
        throw new IllegalStateException("dev.kith.Secret");
    }

    @GET
    @Path("error")
    @RolesAllowed(Scope.READ)
    public void error() {
        throw new StackOverflowError("dev.kith.Secret");
    }

    @GET
    @Path("forgotten")
    public void forgottenToSayWhoMay() {
        throw new AssertionError("nobody may");
    }

    @DenyAll
    @GET
    @Path("denied")
    public void denied() {
        throw new IllegalStateException("this is not reached");
    }

    /** PostgreSQL fails with the given SQLSTATE. */
    @GET
    @Path("sql/{state}")
    @Transactional
    @RolesAllowed(Scope.READ)
    public void sql(@RestPath String state) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute("do $$ begin raise exception 'no' using errcode = '" + state
                    + "', detail = 'Key (address)=(ada@example.org)'; end $$");
        }
    }
}
