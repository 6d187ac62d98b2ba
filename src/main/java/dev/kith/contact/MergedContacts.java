package dev.kith.contact;

import java.util.UUID;
import java.util.regex.Pattern;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ContainerResponseFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response.Status;
import jakarta.ws.rs.ext.Provider;

import io.quarkus.runtime.BlockingOperationControl;

/**
 * Sends whoever asks for a contact that became part of another one on to that one, with the same request: a phone that was
 * away for a week knows the old id only.
 */
@Provider
class MergedContacts implements ContainerResponseFilter {

    private static final Pattern OF_CONTACT = Pattern
            .compile("/v1/contacts/([0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(/.*)?");

    private final MergeService merges;

    MergedContacts(MergeService merges) {
        this.merges = merges;
    }

    @Override
    public void filter(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() != Status.NOT_FOUND.getStatusCode() || !BlockingOperationControl.isBlockingAllowed()) {
            return; // where nothing may wait, no resource was asked
        }
        var address = request.getUriInfo().getRequestUri();
        var asked = OF_CONTACT.matcher(address.getRawPath());
        if (asked.matches()) {
            merges.survivorOf(UUID.fromString(asked.group(1))).ifPresent(survivor -> {
                response.setStatusInfo(Status.PERMANENT_REDIRECT);
                response.setEntity(null);
                response.getHeaders().remove(HttpHeaders.CONTENT_TYPE);
                response.getHeaders().putSingle(HttpHeaders.LOCATION,
                        "/v1/contacts/" + survivor + (asked.group(2) == null ? "" : asked.group(2))
                                + (address.getRawQuery() == null ? "" : "?" + address.getRawQuery()));
            });
        }
    }
}
