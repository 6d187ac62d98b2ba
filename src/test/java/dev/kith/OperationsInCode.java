package dev.kith;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;

/** The operations that resource classes offer, read from their annotations. */
final class OperationsInCode {

    private OperationsInCode() {
    }

    /**
     * @param path template without the regular expressions of its parameters
     * @param consumes types of the request body that are understood, where a body is read
     * @param produces types the answer may have, problems aside
     * @param scopes of which a token needs one
     */
    record Operation(String method, String path, Set<String> consumes, Set<String> produces, Set<String> scopes) {
    }

    static Set<Operation> of(JavaClasses classes) {
        var operations = new HashSet<Operation>();
        for (var resource : classes) {
            if (resource.isAnnotatedWith(Path.class)) {
                for (var method : resource.getMethods()) {
                    httpMethod(method).ifPresent(verb -> operations.add(operation(resource, method, verb)));
                }
            }
        }
        return operations;
    }

    private static Optional<String> httpMethod(JavaMethod method) {
        return method.getAnnotations().stream()
                .filter(annotation -> annotation.getRawType().isAnnotatedWith(HttpMethod.class))
                .map(annotation -> annotation.getRawType().getAnnotationOfType(HttpMethod.class).value())
                .findFirst();
    }

    private static Operation operation(JavaClass resource, JavaMethod method, String verb) {
        var path = resource.getAnnotationOfType(Path.class).value() + "/"
                + method.tryGetAnnotationOfType(Path.class).map(Path::value).orElse("");
        return new Operation(verb, normal(path),
                types(method.tryGetAnnotationOfType(Consumes.class).or(() -> resource.tryGetAnnotationOfType(Consumes.class))
                        .map(Consumes::value).orElse(null)),
                types(method.tryGetAnnotationOfType(Produces.class).or(() -> resource.tryGetAnnotationOfType(Produces.class))
                        .map(Produces::value).orElse(null)),
                method.tryGetAnnotationOfType(RolesAllowed.class).map(allowed -> Set.of(allowed.value())).orElse(Set.of()));
    }

    private static String normal(String path) {
        var joined = ("/" + path).replaceAll("/+", "/").replaceAll("\\{\\s*([^}:\\s]+)\\s*(:[^}]*)?}", "{$1}");
        return joined.length() > 1 && joined.endsWith("/") ? joined.substring(0, joined.length() - 1) : joined;
    }

    private static Set<String> types(String... annotated) {
        var types = new TreeSet<String>();
        for (var type : annotated == null ? new String[] { MediaType.APPLICATION_JSON } : annotated) {
            if (!type.startsWith("application/problem+json")) {
                types.add(type.split(";", 2)[0].strip());
            }
        }
        return types;
    }
}
