package dev.kith.account;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.ext.Provider;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.KnownOwners;

/**
 * Opens an account for whoever is let in for the first time, or for the first time since they closed theirs: before the request
 * and apart from it, so that it makes no difference what that is, and what becomes of it.
 */
@Provider
class FirstSignIn implements ContainerRequestFilter {

    private final CurrentOwner owner;
    private final KnownOwners known;
    private final Account account;

    @Context
    ResourceInfo resource;

    FirstSignIn(CurrentOwner owner, KnownOwners known, Account account) {
        this.owner = owner;
        this.known = known;
        this.account = account;
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!resource.getResourceMethod().isAnnotationPresent(RolesAllowed.class)) {
            return; // it is for everybody
        }
        var id = owner.id();
        if (!known.contains(id)) {
            owner.acting(id, account::open);
            known.add(id);
        }
    }
}
