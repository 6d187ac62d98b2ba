package dev.kith.organization;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.http.ExpectedVersion;
import dev.kith.http.Made;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.ClientMade;
import dev.kith.idempotency.IdSpentException;
import dev.kith.owner.KithClock;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;

@ApplicationScoped
class OrganizationService {

    private final OrganizationRepository organizations;
    private final Staff staff;
    private final ClientMade clientMade;
    private final MergePatch mergePatch;
    private final KithClock clock;

    OrganizationService(OrganizationRepository organizations, Staff staff, ClientMade clientMade, MergePatch mergePatch,
            KithClock clock) {
        this.organizations = organizations;
        this.staff = staff;
        this.clientMade = clientMade;
        this.mergePatch = mergePatch;
        this.clock = clock;
    }

    @Transactional
    Made<OrganizationView> create(OrganizationDetails details) {
        if (details.id() == null) {
            return Made.anew(added(UuidCreator.getTimeOrderedEpoch(), details, null));
        }
        var fingerprint = clientMade.fingerprint(details);
        if (!clientMade.claim(Organization.TABLE, details.id())) {
            return Made.anew(added(details.id(), details, fingerprint));
        }
        var made = organizations.findByIdOptional(details.id()).orElseThrow(IdSpentException::new);
        if (!made.wasMadeFrom(fingerprint)) {
            throw new Conflict("There is another organization with this id.");
        }
        return Made.already(view(made));
    }

    private OrganizationView added(UUID id, OrganizationDetails details, byte[] fingerprint) {
        var organization = new Organization(id, details, fingerprint, clock.now());
        organizations.persist(organization);
        organizations.flush();
        call(organization);
        return view(organization);
    }

    /** @throws Conflict if another organization is called like it */
    private void call(Organization organization) {
        var name = organization.details().name();
        var key = OrganizationName.keyOf(name)
                .orElseThrow(() -> new Invalid("/name", "A name has something to be seen in it."));
        if (!organizations.call(organization.id(), key, name)) {
            throw new Conflict("/name", organizations.called(key)
                    .map(other -> "The organization " + other + " is called like this; the two can be merged.")
                    .orElse("Another organization is called like this."));
        }
    }

    @Transactional
    OrganizationView get(UUID id) {
        return view(organizations.findByIdOptional(id).orElseThrow(OrganizationNotFoundException::new));
    }

    @Transactional
    Page<OrganizationView> list(OrganizationQuery query, String cursor, int limit) {
        return Page.of(organizations.page(query, cursor, limit + 1), limit, this::views,
                last -> OrganizationRepository.cursor(query, last));
    }

    /** With another name the positions there carry it, too, and the old one still leads here. */
    @Transactional
    OrganizationView patch(UUID id, JsonNode patch, ExpectedVersion expected) {
        var organization = organizations.findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE)
                .orElseThrow(OrganizationNotFoundException::new);
        expected.check(organization.version());
        var before = organization.details();
        var details = mergePatch.apply(patch, before, OrganizationDetails.class);
        if (!id.equals(details.id())) {
            throw new Invalid("/id", "An organization keeps its id.");
        }
        var now = clock.now();
        organization.revise(details, now);
        if (!before.name().equals(details.name())) {
            call(organization);
            staff.rename(id, now);
        }
        return view(organization);
    }

    /** Its names stay with it, so that what is spelt like one of them is found here. */
    @Transactional
    OrganizationView merge(UUID id, MergeOrganization command, ExpectedVersion expected) {
        var fromId = command.organizationId();
        if (id.equals(fromId)) {
            throw new RuleBroken("/organizationId", "An organization is not merged with itself.");
        }
        var locked = organizations.lock(List.of(id, fromId));
        var into = locked.stream().filter(one -> one.id().equals(id)).findFirst()
                .orElseThrow(OrganizationNotFoundException::new);
        var from = locked.stream().filter(one -> one.id().equals(fromId)).findFirst()
                .orElseThrow(() -> new RuleBroken("/organizationId", "You have no organization with this id."));
        expected.check(into.version());
        var now = clock.now();
        into.absorb(from, now);
        organizations.renameInto(fromId, id);
        staff.move(fromId, id);
        organizations.delete(from);
        organizations.flush();
        staff.rename(id, now);
        return view(into);
    }

    @Transactional
    void delete(UUID id, ExpectedVersion expected) {
        var organization = organizations.lock(List.of(id)).stream().findFirst()
                .orElseThrow(OrganizationNotFoundException::new);
        expected.check(organization.version());
        if (staff.isAt(id)) {
            throw new Conflict(
                    "Somebody works or worked there, perhaps somebody in the bin; merge it with another one instead.");
        }
        organizations.delete(organization);
    }

    private OrganizationView view(Organization organization) {
        return views(List.of(organization)).get(0);
    }

    private List<OrganizationView> views(List<Organization> found) {
        organizations.flush();
        var ids = found.stream().map(Organization::id).toList();
        var names = organizations.names(ids);
        var headcounts = staff.count(ids);
        return found.stream()
                .map(one -> OrganizationView.of(one, names.getOrDefault(one.id(), List.of()),
                        headcounts.get(one.id())))
                .toList();
    }
}
