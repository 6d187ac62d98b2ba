package dev.kith.problem;

import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.core.CurrentRequestManager;
import org.jboss.resteasy.reactive.server.handlers.ClassRoutingHandler;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;

/**
 * The methods an address knows, for {@code Allow}: RFC 9110, section 15.5.6, demands it. Quarkus REST does not tell, or tells
 * those of a whole resource class, so its routing tables are asked.
 */
@Provider
class AllowedMethods implements ContainerResponseFilter {

    /** Sorts behind every name: of several addresses that fit, the one that names more counts. */
    private static final String PARAMETER = "\uffff";

    /** {@code OPTIONS} is answered by the framework. */
    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (request.getMethod().equals("OPTIONS")) {
            response.getHeaders().putSingle(HttpHeaders.ALLOW, ofThisAddress());
        }
    }

    static String ofThisAddress() {
        return String.join(", ", known());
    }

    /** Whether there is something at this address, for other methods. */
    static boolean lackThisOne() {
        var request = CurrentRequestManager.get();
        if (request == null) {
            return false;
        }
        var known = known();
        return known.size() > 1 && !known.contains(request.getMethod());
    }

    private static Set<String> known() {
        var byAddress = new TreeMap<String, Set<String>>();
        var request = CurrentRequestManager.get();
        var addresses = new RequestMapper<>(request.getDeployment().getClassMappers());
        var path = request.getPathWithoutPrefix();
        for (var match = addresses.map(path); match != null; match = addresses.continueMatching(path, match)) {
            for (var handler : match.value.handlers) {
                if (handler instanceof ClassRoutingHandler resource) {
                    var parent = match.template.template;
                    var remaining = match.remaining.isEmpty() ? "/" : match.remaining;
                    resource.getMappers().forEach((method, mapper) -> {
                        var found = mapper.map(remaining);
                        if (method != null && found != null) {
                            byAddress.computeIfAbsent(address(parent + '/' + found.template.template), none -> new TreeSet<>())
                                    .add(method);
                        }
                    });
                }
            }
        }
        var methods = byAddress.isEmpty() ? new TreeSet<String>() : byAddress.firstEntry().getValue();
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        methods.add("OPTIONS");
        return methods;
    }

    private static String address(String template) {
        return template.replaceAll("\\{[^}]*}", PARAMETER).replaceAll("/+", "/").replaceAll("/$", "");
    }
}
