package dev.kith.organization;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** What other features may ask about organizations; for the current owner, in the caller's transaction. */
@ApplicationScoped
public class OrganizationDirectory {

    private final OrganizationRepository organizations;

    OrganizationDirectory(OrganizationRepository organizations) {
        this.organizations = organizations;
    }

    /**
     * The organizations of some names; those that are missing are made. Until the end of the transaction they are not merged
     * or deleted, so that people can be put there.
     */
    @Transactional(TxType.MANDATORY)
    public Spellings resolve(Collection<String> names) {
        return organizations.resolve(names);
    }

    /** The organizations of some names, as far as there are any. */
    @Transactional(TxType.MANDATORY)
    public Spellings known(Collection<String> names) {
        return organizations.known(names);
    }

    /** Somebody left these organizations. */
    @Transactional(TxType.MANDATORY)
    public void left(Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            organizations.desert(ids);
        }
    }

    /** By what an organization of this name is looked up, in {@code organization_name}; empty if the name is none. */
    public static Optional<String> keyOf(String name) {
        return OrganizationName.keyOf(name);
    }

    /** @throws OrganizationNotFoundException if the current owner has no such organization */
    @Transactional(TxType.MANDATORY)
    public void require(UUID id) {
        if (organizations.findById(id) == null) {
            throw new OrganizationNotFoundException();
        }
    }
}
