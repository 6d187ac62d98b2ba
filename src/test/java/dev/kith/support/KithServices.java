package dev.kith.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import dev.kith.local.LocalServices;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.TestResourceScope;
import io.quarkus.test.common.WithTestResource;
import io.smallrye.config.SmallRyeConfigBuilder;

/**
 * PostgreSQL and Kafka for tests: started once for the whole run, in a directory of its own, and stopped with the
 * process. Test classes are loaded more than once, so what is known about them is strings in the system properties.
 */
@WithTestResource(value = KithServices.class, scope = TestResourceScope.GLOBAL)
public class KithServices implements QuarkusTestResourceLifecycleManager {

    static final TestProvider PROVIDER = TestProvider.named("issuer");
    static final String KEY = "kith.test.key";

    private static final String CONFIGURATION = "kith.test.configuration.";
    /** The same object in every class loader. */
    private static final Object ONE_AT_A_TIME = (KithServices.class.getName() + ".start").intern();

    @Override
    public Map<String, String> start() {
        synchronized (ONE_AT_A_TIME) {
            var configuration = started();
            if (configuration.isEmpty()) {
                configuration = startOnce();
                configuration.forEach((name, value) -> System.setProperty(CONFIGURATION + name, value));
            }
            return configuration;
        }
    }

    @Override
    public void stop() {
        // other tests follow; it ends with the process
    }

    private static Map<String, String> started() {
        var configuration = new TreeMap<String, String>();
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(CONFIGURATION))
                .forEach(name -> configuration.put(name.substring(CONFIGURATION.length()), System.getProperty(name)));
        return configuration;
    }

    private static Map<String, String> startOnce() {
        var configuration = new TreeMap<String, String>();
        try {
            var root = Path.of("target", "kith-test").toAbsolutePath();
            var runs = Files.createDirectories(root.resolve("runs"));
            LocalServices.clear(runs);
            new LocalServices().accept(new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .withDefaultValue("kith.local.directory", Files.createTempDirectory(runs, "run").toString())
                    .withDefaultValue("kith.local.binaries", root.resolve("binaries").toString())
                    .withDefaultValue("kith.local.postgres.port", "0")
                    .withDefaultValue("kith.local.kafka.port", "0")
                    .withDefaultValue("kith.local.durable", "false")
                    .build());
            for (var name : new String[] { "kith.database.url", "kith.database.owner.password", "kith.database.api.password",
                    "kith.database.system.password", "kafka.bootstrap.servers" }) {
                configuration.put(name, System.getProperty(name));
            }
            var key = TestProvider.Key.fresh();
            System.setProperty(KEY, key.written());
            PROVIDER.answerWith(key);
            configuration.put("quarkus.oidc.auth-server-url", PROVIDER.url());
            configuration.putAll(Guard.inForce().alone());
            return configuration;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
