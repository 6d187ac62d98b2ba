package dev.kith.contact;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.validation.Validator;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.eventlog.EventLog;
import dev.kith.http.ExpectedVersion;
import dev.kith.idempotency.Idempotency;
import dev.kith.organization.OrganizationDirectory;
import dev.kith.organization.Spellings;
import dev.kith.problem.Conflict;
import dev.kith.problem.FieldError;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Locked;
import dev.kith.warmth.Warmth;
import io.quarkus.narayana.jta.QuarkusTransaction;

/** Makes one person of two contacts, when the owner says that they are one. */
@ApplicationScoped
class MergeService {

    private final ContactRepository contacts;
    private final MergeRepository merges;
    private final ContactService service;
    private final ContactIndex index;
    private final OrganizationDirectory organizations;
    private final Warmth warmth;
    private final EventLog events;
    private final Idempotency answers;
    private final Event<ContactsMerging> merging;
    private final Validator validator;
    private final ObjectMapper json;

    MergeService(ContactRepository contacts, MergeRepository merges, ContactService service, ContactIndex index,
            OrganizationDirectory organizations, Warmth warmth, EventLog events, Idempotency answers,
            Event<ContactsMerging> merging, Validator validator, ObjectMapper json) {
        this.contacts = contacts;
        this.merges = merges;
        this.service = service;
        this.index = index;
        this.organizations = organizations;
        this.warmth = warmth;
        this.events = events;
        this.answers = answers;
        this.merging = merging;
        this.validator = validator;
        this.json = json;
    }

    /** What a merge would make of them: it is done and not kept, so that nothing comes out otherwise. */
    @Transactional
    MergeView preview(UUID survivorId, MergeContact command) {
        var view = merged(survivorId, command, ExpectedVersion.any(), "?contactId");
        QuarkusTransaction.setRollbackOnly();
        return view;
    }

    @Transactional
    MergeView merge(UUID survivorId, MergeContact command, ExpectedVersion expected) {
        return merged(survivorId, command, expected, "/contactId");
    }

    /** Into whom a contact that is no more was merged. */
    @Transactional
    Optional<UUID> survivorOf(UUID id) {
        return Optional.ofNullable(merges.survivorsOf(List.of(id)).get(id));
    }

    private MergeView merged(UUID survivorId, MergeContact command, ExpectedVersion expected, String pointer) {
        var otherId = command.contactId();
        if (otherId.equals(survivorId)) {
            throw new RuleBroken(pointer, "It takes two contacts.");
        }
        var locked = warmth.lock(List.of(survivorId, otherId));
        check(locked, survivorId, otherId, pointer);
        var now = locked.now();
        var survivor = contacts.findById(survivorId);
        var other = contacts.lock(otherId);
        expected.check(survivor.version());
        var tags = contacts.tags(List.of(survivorId, otherId));
        var before = survivor.details(tags.getOrDefault(survivorId, List.of()));
        var gone = other.details(tags.getOrDefault(otherId, List.of()));
        var details = MergeRules.merge(before, gone, takenBy(command), spellings(before, gone));
        checkHolds(details, pointer);

        var followed = new ContactsMerging(otherId, survivorId, now);
        merging.fire(followed);
        var changed = survivor.revise(details, now);
        survivor.knownSince(other.createdAt(), now);
        contacts.flush();
        merges.giveTags(otherId, survivorId);
        merges.giveKeys(otherId, survivorId);
        merges.giveDistinctions(otherId, survivorId);
        if (details.tags().size() > before.tags().size()) {
            changed.add("tags");
        }
        var introduced = merges.giveIntroduced(otherId, survivorId, now);
        index.keep(List.of(survivor));
        events.append(introduced.stream()
                .map(id -> new ContactEvents.Updated(id, List.of("howWeMet"), null, now)).toList());
        if (!changed.isEmpty()) {
            events.append(new ContactEvents.Updated(survivorId, changed, null, now));
        }
        warmth.merge(otherId, survivorId);
        merges.remember(otherId, survivorId, now);
        contacts.erase(otherId);
        answers.forget(otherId);
        events.append(new ContactEvents.Merged(otherId, survivorId, now));
        return new MergeView(service.view(survivor), otherId, fields(before, gone, details),
                MergeView.Moved.of(followed, introduced.size()));
    }

    private Spellings spellings(ContactDetails survivor, ContactDetails other) {
        return organizations.known(Stream.of(survivor, other).flatMap(details -> details.positions().stream())
                .map(Position::organization).toList());
    }

    private static Set<MergeField> takenBy(MergeContact command) {
        var taken = EnumSet.noneOf(MergeField.class);
        taken.addAll(command.take());
        return taken;
    }

    private static void check(Locked locked, UUID survivorId, UUID otherId, String pointer) {
        if (!locked.found().contains(survivorId)) {
            throw new ContactNotFoundException();
        }
        if (!locked.found().contains(otherId)) {
            throw new RuleBroken(pointer, "There is no such contact.");
        }
        if (!locked.binned().isEmpty()) {
            throw new Conflict(locked.binned().contains(survivorId) ? "This contact is in the bin; restore it first."
                    : "The other contact is in the bin; restore it first.");
        }
    }

    /** A contact has its limits, and nothing of two is left out to keep them. */
    private void checkHolds(ContactDetails details, String pointer) {
        var errors = validator.validate(details).stream()
                .map(broken -> "Together they have too much for " + broken.getPropertyPath() + ": " + broken.getMessage())
                .sorted().map(detail -> new FieldError(pointer, detail)).toList();
        if (!errors.isEmpty()) {
            throw new RuleBroken("One contact cannot hold what the two have; take something away first.", errors);
        }
    }

    private List<MergeView.Field> fields(ContactDetails survivor, ContactDetails other, ContactDetails result) {
        var before = json.valueToTree(survivor);
        var gone = json.valueToTree(other);
        var after = json.valueToTree(result);
        return StreamSupport.stream(((Iterable<String>) before::fieldNames).spliterator(), false)
                .filter(field -> !field.equals("id") && !before.path(field).equals(gone.path(field)))
                .map(field -> new MergeView.Field(field, before.path(field), gone.path(field), after.path(field))).toList();
    }
}
