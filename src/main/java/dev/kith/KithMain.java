package dev.kith;

import java.io.UncheckedIOException;
import java.net.BindException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import io.quarkus.runtime.configuration.ConfigUtils;

/**
 * Starts Kith: with a PostgreSQL and a Kafka of its own where none is configured and the classes for it are there (dev
 * mode), and not at all where something is missing that cannot be guessed.
 */
@QuarkusMain
public class KithMain {

    public static void main(String... args) {
        var problems = prepare(ConfigUtils.configBuilder().build());
        if (!problems.isEmpty()) {
            problems.forEach(problem -> System.err.println("Kith does not start: " + problem));
            System.exit(1);
        }
        System.setProperty("vertx.disableURIValidation", "true"); // it would be done without a word; dev.kith.problem does it
        System.setProperty("io.netty.bootstrap.extensions", "serviceload"); // dev.kith.limit watches connections
        System.setProperty("kith.running", "true"); // what stops with the process waits for this to go
        try {
            Quarkus.run(null, KithMain::ended, args);
        } finally {
            System.clearProperty("kith.running");
        }
    }

    private static void ended(int exitCode, Throwable failure) {
        var portIsTaken = isCausedBy(failure, BindException.class);
        if (portIsTaken) {
            System.err.println("Kith does not start: its HTTP port is taken by another process; choose one by quarkus.http.port"
                    + " (environment: QUARKUS_HTTP_PORT)");
        } else if (failure != null) { // Quarkus leaves it to us
            Logger.getLogger(KithMain.class).error("Kith does not start", failure);
        }
        // dev mode waits for a mended source file, which does not free a port
        if (portIsTaken || failure != null && !LaunchMode.current().isDevOrTest()) {
            System.clearProperty("kith.running");
            System.exit(exitCode == 0 ? 1 : exitCode);
        }
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (var cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> prepare(Config config) {
        var local = local();
        if (local == null) {
            return missing(config);
        }
        try {
            local.accept(config);
            return List.of();
        } catch (UncheckedIOException e) {
            return List.of(e.getMessage());
        }
    }

    /** The servers in this process; null in the package, which lacks what they need. */
    @SuppressWarnings("unchecked")
    private static Consumer<Config> local() {
        try {
            Class.forName("io.zonky.test.db.postgres.embedded.EmbeddedPostgres", false, KithMain.class.getClassLoader());
            return (Consumer<Config>) Class.forName("dev.kith.local.LocalServices").getDeclaredConstructor().newInstance();
        } catch (ClassNotFoundException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("dev.kith.local.LocalServices cannot be used", e);
        }
    }

    private static List<String> missing(Config config) {
        var needed = new LinkedHashMap<String, List<String>>();
        needed.put("kith.database.url",
                List.of("quarkus.datasource.jdbc.url", "quarkus.datasource.system.jdbc.url", "quarkus.flyway.jdbc-url"));
        needed.put("kith.database.owner.password", List.of("quarkus.flyway.password"));
        needed.put("kith.database.api.password", List.of("quarkus.datasource.password"));
        needed.put("kith.database.system.password", List.of("quarkus.datasource.system.password"));
        needed.put("kafka.bootstrap.servers", List.of("kafka.bootstrap.servers"));

        var problems = new ArrayList<String>();
        needed.forEach((setting, meant) -> {
            if (!meant.stream().allMatch(name -> isSet(config, name))) {
                problems.add(setting + " is not set (environment: " + setting.toUpperCase().replace('.', '_') + ")");
            }
        });
        var provider = isSet(config, "quarkus.oidc.auth-server-url");
        var tellsIssuer = provider && config.getOptionalValue("quarkus.oidc.discovery-enabled", Boolean.class).orElse(true);
        if (!provider && !isSet(config, "quarkus.oidc.public-key")) {
            problems.add(
                    "nobody could sign in, quarkus.oidc.auth-server-url is not set (environment: QUARKUS_OIDC_AUTH_SERVER_URL)");
        } else if (isAny(config, "quarkus.oidc.token.issuer") || !tellsIssuer && !isSet(config, "quarkus.oidc.token.issuer")) {
            problems.add("tokens of every issuer would be taken, quarkus.oidc.token.issuer has to name one"
                    + " (environment: QUARKUS_OIDC_TOKEN_ISSUER)");
        }
        if (isAny(config, "quarkus.oidc.token.audience") || !isSet(config, "quarkus.oidc.token.audience")) {
            problems.add("tokens meant for others would be taken, quarkus.oidc.token.audience has to name one"
                    + " (environment: QUARKUS_OIDC_TOKEN_AUDIENCE)");
        }
        return problems;
    }

    /** What Quarkus takes for the wish not to check. */
    private static boolean isAny(Config config, String name) {
        return isSet(config, name) && config.getValue(name, String.class).strip().equals("any");
    }

    private static boolean isSet(Config config, String name) {
        try {
            return config.getOptionalValue(name, String.class).isPresent();
        } catch (NoSuchElementException e) {
            return false; // defined by another one that is not set
        }
    }
}
