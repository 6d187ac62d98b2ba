package dev.kith.problem;

import java.util.TreeSet;

import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;

/**
 * The methods an address knows, for {@code Allow}: RFC 9110, section 15.5.6, demands it and Quarkus REST does not tell, so
 * its routing tables are asked.
 */
final class AllowedMethods {

    private AllowedMethods() {
    }

    static String ofThisAddress() {
        var methods = new TreeSet<String>();
        var request = CurrentRequestManager.get();
        var addresses = new RequestMapper<>(request.getDeployment().getClassMappers());
        var path = request.getPathWithoutPrefix();
        for (var match = addresses.map(path); match != null; match = addresses.continueMatching(path, match)) {
            for (var handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler resource) {
                    var remaining = match.remaining.isEmpty() ? "/" : match.remaining;
                    resource.getMappers().forEach((method, mapper) -> {
                        if (method != null && mapper.map(remaining) != null) {
                            methods.add(method);
                        }
                    });
                }
            }
        }
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
