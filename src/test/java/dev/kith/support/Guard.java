package dev.kith.support;

import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.kith.owner.OwnerTenant;

/**
 * Which layers keep one owner's rows from another. Tests run with both, and, by {@code -Dkith.test.guard=hibernate} or
 * {@code row-security}, with one of them: what the other one alone prevented is then seen. Nothing of it is in the application.
 */
public enum Guard {
    /** As in production. */
    BOTH,
    /** PostgreSQL shows every row to everybody: the tenant filter, and SQL that names the owner, are all there is. */
    HIBERNATE,
    /** Hibernate asks for everybody's rows: the policies of the tables are all there is. */
    ROW_SECURITY;

    private static final String PROPERTY = "kith.test.guard";

    /** @throws IllegalArgumentException if it is none of these */
    public static Guard inForce() {
        return valueOf(System.getProperty(PROPERTY, BOTH.name()).toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** Takes the other layer away. @return what that takes in the configuration of the application */
    Map<String, String> alone() {
        switch (this) {
            case HIBERNATE -> rowSecurityOff();
            case ROW_SECURITY -> {
                return Map.of("quarkus.hibernate-orm.unsupported-properties.\"hibernate.tenant_identifier_resolver\"",
                        EveryTenant.class.getName());
            }
            case BOTH -> {
                return Map.of();
            }
        }
        return Map.of();
    }

    private static void rowSecurityOff() {
        try (var superuser = Database.asSuperuser(); var statement = superuser.createStatement()) {
            statement.execute("alter role kith_api bypassrls");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hibernate filters nothing for a root tenant. Made by Hibernate, by name. */
    public static final class EveryTenant extends OwnerTenant {

        @Override
        public boolean isRoot(UUID tenant) {
            return true;
        }
    }
}
