package dev.kith.faults;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;

import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.instrument.Instrumentation;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;

import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Puts {@link Crash} at every {@link CrashPoint} of a replica while its classes are loaded: the package stays as it is. */
public final class CrashAgent {

    private CrashAgent() {
    }

    /** Run by the replica before its own main. @param order see {@link Crash#watch} */
    public static void premain(String order, Instrumentation instrumentation) {
        Crash.watch(Path.of(order));
        var types = Arrays.stream(CrashPoint.values()).map(CrashPoint::type).distinct().toArray(String[]::new);
        AgentBuilder agent = new AgentBuilder.Default().disableClassFormatChanges()
                .ignore(not(namedOneOf(types))); // before anything is read of the thousands of others
        for (var point : CrashPoint.values()) {
            agent = agent.type(named(point.type()))
                    .transform((type, description, loader, module, domain) -> type
                            .visit(Advice.withCustomMapping().bind(Name.class, point.name())
                                    .to(point.side() == CrashPoint.Side.ENTRY ? Before.class : After.class)
                                    .on(placeOf(point))));
        }
        agent.installOn(instrumentation);
    }

    private static ElementMatcher<MethodDescription> placeOf(CrashPoint point) {
        return method -> !method.isAbstract() && point.isIn(method.getName() + method.getParameters().asTypeList().asErasures()
                .stream().map(TypeDescription::getName).collect(Collectors.joining(",", "(", ")")));
    }

    @Retention(RetentionPolicy.RUNTIME)
    private @interface Name {
    }

    private static final class Before {
        @Advice.OnMethodEnter
        static void reach(@Name String point) {
            Crash.reached(point);
        }
    }

    private static final class After {
        @Advice.OnMethodExit
        static void reach(@Name String point) {
            Crash.reached(point);
        }
    }

    /** Makes the jar that a replica is started with: these classes, and where Byte Buddy is. */
    static Path pack(Path jar) throws IOException {
        var manifest = new Manifest();
        var attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.putValue("Premain-Class", CrashAgent.class.getName());
        attributes.put(Attributes.Name.CLASS_PATH, placeOf(AgentBuilder.class).toUri().getRawPath());
        var classes = placeOf(CrashAgent.class);
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var files = Files.list(classes.resolve(CrashAgent.class.getPackageName().replace('.', '/')))) {
            for (var file : (Iterable<Path>) files.filter(CrashAgent::isPart)::iterator) {
                out.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }

    private static boolean isPart(Path file) {
        var name = file.getFileName().toString().replaceFirst("(\\$.*)?\\.class$", "");
        return Arrays.asList(CrashAgent.class, CrashPoint.class, Crash.class).stream()
                .anyMatch(part -> part.getSimpleName().equals(name));
    }

    private static Path placeOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
