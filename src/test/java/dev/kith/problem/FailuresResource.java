package dev.kith.problem;

import java.sql.SQLException;

import jakarta.annotation.security.DenyAll;
import jakarta.transaction.Transactional;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestPath;

import io.agroal.api.AgroalDataSource;
import io.quarkus.security.Authenticated;

/** Fails, in every way there is; in tests only. */
@Path("/test/failures")
@Authenticated
@Produces(MediaType.APPLICATION_JSON)
class FailuresResource {

    private final AgroalDataSource database;

    FailuresResource(AgroalDataSource database) {
        this.database = database;
    }

    @GET
    @Path("gone")
    public void gone() {
        throw new Gone("It was here.");
    }

    @GET
    @Path("rule")
    public void rule() {
        throw new RuleBroken("/at", "Too late.");
    }

    @GET
    @Path("bug")
    public void bug() {
        throw new IllegalStateException("dev.kith.Secret");
    }

    @GET
    @Path("error")
    public void error() {
        throw new StackOverflowError("dev.kith.Secret");
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
    public void sql(@RestPath String state) throws SQLException {
        try (var connection = database.getConnection(); var statement = connection.createStatement()) {
            statement.execute("do $$ begin raise exception 'no' using errcode = '" + state
                    + "', detail = 'Key (address)=(ada@example.org)'; end $$");
        }
    }
}
