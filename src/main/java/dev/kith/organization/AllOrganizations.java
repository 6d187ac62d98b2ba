package dev.kith.organization;

import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.paging.Page;

/** All organizations of the current owner, in the caller's transaction, which changes nothing. */
@ApplicationScoped
public class AllOrganizations {

    private final OrganizationService organizations;
    private final EntityManager entities;

    AllOrganizations(OrganizationService organizations, EntityManager entities) {
        this.organizations = organizations;
        this.entities = entities;
    }

    @Transactional(TxType.MANDATORY)
    public void read(Consumer<Object> taker) {
        Page.each(entities, (cursor, limit) -> organizations.list(OrganizationQuery.ALL, cursor, limit), taker);
    }
}
