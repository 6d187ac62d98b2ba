package dev.kith.process;

import java.util.Set;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.config.inject.ConfigProperty;

/** What this process was told to be. */
@ApplicationScoped
public class Roles {

    private final Set<Role> roles;

    Roles(@ConfigProperty(name = "kith.roles") Set<Role> roles) {
        this.roles = roles;
    }

    public boolean areApi() {
        return roles.contains(Role.API);
    }

    public boolean areWorker() {
        return roles.contains(Role.WORKER);
    }
}
