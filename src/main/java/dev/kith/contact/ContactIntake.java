package dev.kith.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kith.eventlog.DomainEvent;
import dev.kith.eventlog.EventLog;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.Idempotency;
import dev.kith.organization.OrganizationDirectory;
import dev.kith.warmth.Warmth;

/**
 * Takes in people by the thousand: who is known by a strong key is completed, who is not is added. Written in batches of
 * whatever the caller brings at once; nothing is asked row by row.
 */
@ApplicationScoped
public class ContactIntake {

    private final ContactRepository contacts;
    private final ContactWriter writer;
    private final DraftRepository drafts;
    private final ContactIndex index;
    private final OrganizationDirectory organizations;
    private final Warmth warmth;
    private final EventLog events;
    private final Event<ContactsInUse> usage;
    private final Idempotency answers;
    private final MergePatch mergePatch;
    private final ObjectMapper json;

    ContactIntake(ContactRepository contacts, ContactWriter writer, DraftRepository drafts, ContactIndex index,
            OrganizationDirectory organizations, Warmth warmth, EventLog events, Event<ContactsInUse> usage,
            Idempotency answers,
            MergePatch mergePatch, ObjectMapper json) {
        this.contacts = contacts;
        this.writer = writer;
        this.drafts = drafts;
        this.index = index;
        this.organizations = organizations;
        this.warmth = warmth;
        this.events = events;
        this.usage = usage;
        this.answers = answers;
        this.mergePatch = mergePatch;
        this.json = json;
    }

    /** What became of a person. */
    public enum Outcome {
        CREATED,
        UPDATED,
        UNCHANGED,
        /** Known, and in the bin: it stays there. */
        IN_BIN
    }

    /**
     * What became of a person, and who it is.
     *
     * @param contactId null if there is no such contact, in a preview
     * @param changed the fields that have another value, as the API calls them
     * @param version in which all the people taken in together left the contact; null in a preview
     */
    public record Taken(Outcome outcome, UUID contactId, List<String> changed, Integer version) {
    }

    /**
     * What became of people who were taken in together.
     *
     * @param people in their order
     * @param before of each contact that was there and was changed, what {@link #giveBack} needs to give it back
     */
    public record Intaken(List<Taken> people, Map<UUID, JsonNode> before) {
    }

    /**
     * Lets no other import of the owner run until the transaction has ended: two of the same file would both find nobody.
     *
     * @return false if another one runs
     */
    @Transactional(TxType.MANDATORY)
    public boolean alone() {
        return contacts.claimIfFree("import");
    }

    /**
     * Takes in some people, in order: somebody who appears again is known by then. The caller holds the owner's settings.
     *
     * @param importId stands in the events as their batch
     * @param now of the transaction
     * @return what became of each
     */
    @Transactional(TxType.MANDATORY)
    public Intaken take(List<Person> people, UUID importId, Instant now) {
        var known = contacts.knownBy(allKeys(people));
        var ids = everybody(known);
        if (!ids.isEmpty()) {
            warmth.lock(ids);
        }
        var intake = intake(people, known, contacts.of(ids), now);
        var taken = people.stream().map(intake::take).toList();
        write(intake, importId, now);
        return new Intaken(taken.stream().map(one -> new Taken(one.outcome(), one.contactId(), one.changed(),
                intake.version(one.contactId()))).toList(), before(intake));
    }

    private Map<UUID, JsonNode> before(Intake intake) {
        var before = new HashMap<UUID, JsonNode>();
        intake.before().forEach((id, details) -> before.put(id,
                json.<ObjectNode> valueToTree(details).retain(intake.changed().get(id))));
        return before;
    }

    /**
     * What {@link #take} would do with some people if it had also done it with those who were previewed before; nothing of it
     * is done, and nobody is kept waiting. What it would have made is remembered until {@link #forget}.
     *
     * @param importId under which it is remembered
     */
    @Transactional(TxType.MANDATORY)
    public List<Taken> preview(List<Person> people, UUID importId, Instant now) {
        var keys = allKeys(people);
        var known = contacts.knownBy(keys);
        drafts.knownBy(importId, keys).forEach((key, drafted) -> {
            var all = known.computeIfAbsent(key, none -> new ArrayList<>());
            drafted.stream().filter(id -> !all.contains(id)).forEach(all::add);
        });
        var ids = everybody(known);
        var drafted = drafts.of(importId, ids, now);
        ids.removeAll(drafted.ids());
        var found = contacts.of(ids);
        found.forEach(contacts.getSession()::detach); // whatever becomes of them is not written
        var intake = intake(people, known, Stream.concat(found.stream(), drafted.contacts().stream()).toList(), now);
        var taken = people.stream().map(intake::take).toList();
        drafts.write(importId, intake);
        var made = new HashSet<>(drafted.made());
        intake.added().forEach(contact -> made.add(contact.id()));
        return taken.stream().map(one -> made.contains(one.contactId())
                ? new Taken(one.outcome(), null, one.changed(), null)
                : one).toList();
    }

    /** Ends a preview. */
    @Transactional(TxType.MANDATORY)
    public void forget(UUID importId) {
        drafts.forget(importId);
    }

    /**
     * Which of the contacts an import left in these versions have been touched since: whoever has another one was changed,
     * tagged, binned or merged; and what else can happen to a contact, whoever keeps it knows.
     *
     * @param made those of them that the import made: of these, whatever was done counts
     * @param since when the import was asked for, which counts for the others
     */
    @Transactional(TxType.MANDATORY)
    public Set<UUID> touched(Map<UUID, Integer> versions, Set<UUID> made, Instant since) {
        var touched = new HashSet<>(contacts.inOtherVersions(versions));
        var known = new HashSet<>(versions.keySet());
        known.removeAll(made);
        touched.addAll(inUse(made, Instant.EPOCH));
        touched.addAll(inUse(known, since));
        touched.addAll(contacts.introducers(made));
        return touched;
    }

    private Set<UUID> inUse(Set<UUID> contactIds, Instant since) {
        if (contactIds.isEmpty()) {
            return Set.of();
        }
        var asked = new ContactsInUse(contactIds, since);
        asked.found(warmth.snoozedSince(contactIds, since));
        usage.fire(asked);
        return asked.found();
    }

    /**
     * Erases contacts, locked by the caller, that an import made and nobody has touched since: nothing refers to them.
     *
     * @param now of the transaction
     */
    @Transactional(TxType.MANDATORY)
    public void takeBack(Collection<UUID> contactIds, Instant now) {
        contacts.erase(contactIds);
        answers.forget(contactIds);
        events.append(contactIds.stream().map(id -> new ContactEvents.Erased(id, now)).toList());
    }

    /** Gives contacts, locked by the caller, back what they had before an import. */
    @Transactional(TxType.MANDATORY)
    public void giveBack(Map<UUID, JsonNode> before) {
        if (before.isEmpty()) {
            return;
        }
        var changes = writer.of(before.keySet());
        before.forEach((id, fields) -> changes.revise(id, ExpectedVersion.any(),
                details -> mergePatch.apply(fields, details, ContactDetails.class)));
        changes.apply();
    }

    private Intake intake(List<Person> people, Map<String, List<UUID>> known, List<Contact> found, Instant now) {
        var spellings = organizations.known(found.isEmpty() ? List.of() // of nobody who is known there are positions to compare
                : Stream.concat(people.stream().map(Person::position).filter(Objects::nonNull),
                        found.stream().flatMap(contact -> contact.positions().stream()))
                        .map(Position::organization).toList());
        return new Intake(known, found, spellings, now);
    }

    private static Set<String> allKeys(Collection<Person> people) {
        return people.stream().flatMap(person -> person.keys().stream()).collect(Collectors.toSet());
    }

    private static Set<UUID> everybody(Map<String, List<UUID>> known) {
        return known.values().stream().flatMap(Collection::stream).collect(Collectors.toCollection(HashSet::new));
    }

    private void write(Intake intake, UUID importId, Instant now) {
        var added = intake.added().stream().map(Contact::id).toList();
        intake.added().forEach(contacts::persist);
        contacts.flush();
        contacts.know(intake.keysBesides());
        index.keep(intake.touched());
        var happened = new ArrayList<DomainEvent>();
        added.forEach(id -> happened.add(new ContactEvents.Created(id, ContactEvents.Source.IMPORT, importId, now)));
        intake.changed().forEach((id, fields) -> happened
                .add(new ContactEvents.Updated(id, fields.stream().sorted().toList(), importId, now)));
        events.append(happened);
        var concerned = new ArrayList<>(added);
        intake.changed().forEach((id, fields) -> {
            if (fields.contains("howWeMet")) {
                concerned.add(id);
            }
        });
        warmth.imported(concerned, importId);
    }
}
