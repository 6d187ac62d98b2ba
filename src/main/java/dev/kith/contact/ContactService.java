package dev.kith.contact;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.contact.ContactListRepository.Found;
import dev.kith.eventlog.EventLog;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.Made;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.Idempotency;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.warmth.Rest;
import dev.kith.warmth.Warmth;

@ApplicationScoped
class ContactService {

    private final ContactRepository contacts;
    private final ContactListRepository lists;
    private final ContactWriter writer;
    private final ContactIndex index;
    private final Employments employments;
    private final TagService tags;
    private final Warmth warmth;
    private final MergePatch mergePatch;
    private final EventLog events;
    private final Idempotency answers;
    private final Event<ContactErasing> erasing;

    ContactService(ContactRepository contacts, ContactListRepository lists, ContactWriter writer, ContactIndex index,
            Employments employments, TagService tags, Warmth warmth, MergePatch mergePatch,
            EventLog events, Idempotency answers, Event<ContactErasing> erasing) {
        this.contacts = contacts;
        this.lists = lists;
        this.writer = writer;
        this.index = index;
        this.employments = employments;
        this.tags = tags;
        this.warmth = warmth;
        this.mergePatch = mergePatch;
        this.events = events;
        this.answers = answers;
        this.erasing = erasing;
    }

    @Transactional
    Made<ContactView> create(ContactDetails details) {
        var changes = writer.anew(Stream.ofNullable(details.id()).toList(), List.of());
        var made = changes.addOnce(details);
        var view = applied(changes, made.view().id());
        return made.isNew() ? Made.anew(view) : Made.already(view);
    }

    /** Writes down what contacts of an older version are found by. */
    @Transactional
    void index(Collection<UUID> ids) {
        warmth.lock(ids);
        tags.index();
        var found = contacts.of(ids);
        found.forEach(Contact::index);
        index.keep(found);
    }

    @Transactional
    ContactView get(UUID id) {
        contacts.onlyRead();
        return view(find(id));
    }

    @Transactional
    Page<ContactView> list(ContactQuery query, String cursor, int limit) {
        contacts.onlyRead();
        return Page.of(lists.page(query, cursor, limit + 1), limit,
                rows -> views(contacts.page(rows.stream().map(Found::id).toList()), rows),
                row -> ContactListRepository.cursor(query, row));
    }

    /** Those in the bin included. */
    @Transactional
    Page<ContactView> all(String cursor, int limit) {
        contacts.onlyRead();
        return Page.of(contacts.all(cursor, limit + 1), limit, this::views,
                last -> Cursor.of(ContactRepository.ALL, last.id().toString()));
    }

    private List<ContactView> views(List<Contact> found, List<Found> order) {
        var views = views(found).stream().collect(Collectors.toMap(ContactView::id, Function.identity()));
        return order.stream().map(row -> views.get(row.id())).filter(Objects::nonNull).toList();
    }

    @Transactional
    ContactView patch(UUID id, JsonNode patch, ExpectedVersion expected) {
        var changes = writer.of(List.of(id)).withTags();
        changes.revise(id, expected, before -> mergePatch.apply(patch, before, ContactDetails.class));
        return applied(changes, id);
    }

    @Transactional
    ContactView tag(UUID id, String name) {
        TagService.check("tag", name);
        var changes = writer.of(List.of(id)).withTags();
        changes.retag(id, Tag.putOn(name));
        return applied(changes, id);
    }

    @Transactional
    ContactView untag(UUID id, String name) {
        var changes = writer.of(List.of(id)).withTags();
        changes.retag(id, Tag.takenOff(name));
        return applied(changes, id);
    }

    @Transactional
    ContactView snooze(UUID id, SnoozeContact command) {
        return resting(id, command.rest());
    }

    @Transactional
    ContactView endSnooze(UUID id) {
        return resting(id, Rest.ended());
    }

    private ContactView resting(UUID id, Rest rest) {
        var changes = writer.of(List.of(id));
        changes.rest(id, rest);
        return applied(changes, id);
    }

    /** To the bin, from where it can be brought back for 30 days. */
    @Transactional
    void bin(UUID id, ExpectedVersion expected) {
        var changes = writer.of(List.of(id));
        changes.bin(id, expected);
        changes.apply();
    }

    @Transactional
    ContactView restore(UUID id) {
        var changes = writer.of(List.of(id));
        changes.restore(id);
        return applied(changes, id);
    }

    private ContactView applied(ContactWriter.Changes changes, UUID id) {
        changes.apply().values().forEach(refused -> {
            throw refused;
        });
        return view(find(id));
    }

    /** For good, with all that is known about the contact, stored answers included. */
    @Transactional
    void erase(UUID id, ExpectedVersion expected) {
        var changes = writer.of(List.of(id));
        changes.find(id, expected);
        erasing.fire(new ContactErasing(id, changes.now()));
        contacts.flush();
        contacts.erase(id);
        answers.forget(id);
        events.append(new ContactEvents.Erased(id, changes.now()));
    }

    /** The views of those of the contacts that there are, in no order. */
    List<ContactView> views(Set<UUID> ids) {
        return views(contacts.of(ids));
    }

    /** The views of contacts, in no order; without those that were erased since they were read. */
    List<ContactView> views(Collection<Contact> found) {
        var ids = found.stream().map(Contact::id).toList();
        contacts.flush();
        Map<UUID, List<String>> tagged = contacts.tags(ids);
        var employers = employments.employers(found);
        var warm = warmth.of(ids);
        return found.stream().filter(contact -> warm.containsKey(contact.id()))
                .map(contact -> ContactView.of(contact, tagged.getOrDefault(contact.id(), List.of()),
                        employers.getOrDefault(contact.id(), Map.of()), warm.get(contact.id())))
                .toList();
    }

    ContactView view(Contact contact) {
        return views(List.of(contact)).stream().findFirst().orElseThrow(ContactNotFoundException::new);
    }

    private Contact find(UUID id) {
        return contacts.findByIdOptional(id).orElseThrow(ContactNotFoundException::new);
    }
}
