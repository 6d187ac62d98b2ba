package dev.kith.contact;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.organization.OrganizationDirectory;
import dev.kith.organization.OrganizationNotFoundException;
import dev.kith.paging.Page;

/** The people of an organization. */
@ApplicationScoped
class PeopleService {

    private final ContactService contacts;
    private final OrganizationDirectory organizations;

    PeopleService(ContactService contacts, OrganizationDirectory organizations) {
        this.contacts = contacts;
        this.organizations = organizations;
    }

    /** @throws OrganizationNotFoundException if there is no such organization */
    @Transactional
    Page<ContactView> at(UUID organizationId, Employer.When when, String cursor, int limit) {
        organizations.require(organizationId);
        return contacts.list(ContactQuery.ofPeopleAt(organizationId, when), cursor, limit);
    }
}
