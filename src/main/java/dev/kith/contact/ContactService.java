package dev.kith.contact;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.MonthDay;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.contact.ContactListRepository.Found;
import dev.kith.eventlog.EventLog;
import dev.kith.http.ExpectedVersion;
import dev.kith.http.Made;
import dev.kith.http.MergePatch;
import dev.kith.idempotency.ClientMade;
import dev.kith.idempotency.Idempotency;
import dev.kith.owner.OwnerSettings;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;
import dev.kith.warmth.Cadence;
import dev.kith.warmth.Warmth;

@ApplicationScoped
class ContactService {

    private final ContactRepository contacts;
    private final ContactListRepository lists;
    private final ContactIndex index;
    private final TagService tags;
    private final Warmth warmth;
    private final OwnerSettings owners;
    private final ClientMade clientMade;
    private final MergePatch mergePatch;
    private final EventLog events;
    private final Idempotency answers;
    private final Event<ContactErasing> erasing;

    ContactService(ContactRepository contacts, ContactListRepository lists, ContactIndex index, TagService tags, Warmth warmth,
            OwnerSettings owners, ClientMade clientMade,
            MergePatch mergePatch, EventLog events, Idempotency answers, Event<ContactErasing> erasing) {
        this.contacts = contacts;
        this.lists = lists;
        this.index = index;
        this.tags = tags;
        this.warmth = warmth;
        this.owners = owners;
        this.clientMade = clientMade;
        this.mergePatch = mergePatch;
        this.events = events;
        this.answers = answers;
        this.erasing = erasing;
    }

    @Transactional
    Made<ContactView> create(ContactDetails details) {
        if (details.id() == null) {
            return Made.anew(begun(details));
        }
        clientMade.claim(details.id());
        var made = contacts.findById(details.id());
        if (made == null) {
            return Made.anew(begun(details));
        }
        if (!made.wasMadeFrom(clientMade.fingerprint(details))) {
            throw new Conflict("There is another contact with this id.");
        }
        return Made.already(view(made));
    }

    private ContactView begun(ContactDetails details) {
        var contact = add(List.of(details), ContactEvents.Source.API).get(0);
        warmth.begin(List.of(contact.id()));
        return view(contact);
    }

    /**
     * Adds contacts in the caller's transaction. Their clocks are started by the caller, who knows what happens to them yet.
     */
    List<Contact> add(List<ContactDetails> people, ContactEvents.Source source) {
        var now = owners.hold();
        var added = new ArrayList<Contact>();
        for (var details : people) {
            check(details, HowWeMet.UNKNOWN, now);
            var id = details.id() == null ? UuidCreator.getTimeOrderedEpoch() : details.id();
            var contact = new Contact(id, details, details.id() == null ? null : clientMade.fingerprint(details), now);
            contacts.persist(contact);
            added.add(contact);
        }
        contacts.flush();
        for (int i = 0; i < people.size(); i++) {
            var id = added.get(i).id();
            tags.resolve(people.get(i).tags()).forEach(tag -> contacts.tag(tag.id(), List.of(id)));
        }
        index.keep(added);
        events.append(added.stream().map(contact -> new ContactEvents.Created(contact.id(), source, null, now)).toList());
        return added;
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
        return view(find(id));
    }

    @Transactional
    Page<ContactView> list(ContactQuery query, String cursor, int limit) {
        return Page.of(lists.page(query, cursor, limit + 1), limit,
                rows -> views(contacts.of(rows.stream().map(Found::id).toList()), rows),
                row -> ContactListRepository.cursor(query, row));
    }

    private List<ContactView> views(List<Contact> found, List<Found> order) {
        var views = views(found).stream().collect(Collectors.toMap(ContactView::id, Function.identity()));
        return order.stream().map(row -> views.get(row.id())).filter(Objects::nonNull).toList();
    }

    @Transactional
    ContactView patch(UUID id, JsonNode patch, ExpectedVersion expected) {
        var now = lock(id);
        var contact = find(id);
        expected.check(contact.version());
        mustNotBeBinned(contact);
        var tagsBefore = contacts.tags(List.of(id)).getOrDefault(id, List.of());
        var before = contact.details(tagsBefore);
        var details = mergePatch.apply(patch, before, ContactDetails.class);
        if (!id.equals(details.id())) {
            throw new Invalid("/id", "A contact keeps its id.");
        }
        check(details, before.howWeMet(), now);
        var changed = contact.revise(details, now);
        contacts.flush();
        if (retag(id, tagsBefore, details.tags())) {
            changed.add("tags");
            contact.touch(now);
        }
        if (!changed.isEmpty()) {
            index.keep(List.of(contact));
            events.append(new ContactEvents.Updated(id, changed, null, now));
            warmth.changed(List.of(id));
        }
        return view(contact);
    }

    private boolean retag(UUID id, List<String> before, List<String> after) {
        var keysBefore = before.stream().map(Tag::key).collect(Collectors.toSet());
        var keysAfter = after.stream().map(Tag::key).collect(Collectors.toSet());
        if (keysBefore.equals(keysAfter)) {
            return false;
        }
        var gone = before.stream().filter(name -> !keysAfter.contains(Tag.key(name))).toList();
        if (!gone.isEmpty()) {
            contacts.untag(id, tags.existing(gone).stream().map(Tag::id).toList());
        }
        tags.resolve(after.stream().filter(name -> !keysBefore.contains(Tag.key(name))).toList())
                .forEach(tag -> contacts.tag(tag.id(), List.of(id)));
        return true;
    }

    @Transactional
    ContactView tag(UUID id, String name) {
        TagService.check(name);
        return retagged(id, before -> {
            var after = new ArrayList<>(before);
            after.add(name);
            return after;
        });
    }

    @Transactional
    ContactView untag(UUID id, String name) {
        return retagged(id, before -> before.stream().filter(tag -> !Tag.key(tag).equals(Tag.key(name))).toList());
    }

    private ContactView retagged(UUID id, Function<List<String>, List<String>> retagging) {
        var now = lock(id);
        var contact = find(id);
        mustNotBeBinned(contact);
        var before = contacts.tags(List.of(id)).getOrDefault(id, List.of());
        if (retag(id, before, retagging.apply(before))) {
            contact.touch(now);
            index.retag(List.of(id));
            events.append(new ContactEvents.Updated(id, List.of("tags"), null, now));
            warmth.changed(List.of(id));
        }
        return view(contact);
    }

    @Transactional
    ContactView snooze(UUID id, SnoozeContact command) {
        return resting(id, warmth -> {
            if (command.nextCadence()) {
                warmth.snoozeForOneCadence(id);
            } else {
                warmth.snooze(id, command.until());
            }
        });
    }

    @Transactional
    ContactView endSnooze(UUID id) {
        return resting(id, warmth -> warmth.endSnooze(id));
    }

    private ContactView resting(UUID id, Consumer<Warmth> change) {
        lock(id);
        var contact = find(id);
        mustNotBeBinned(contact);
        change.accept(warmth);
        return view(contact);
    }

    /** To the bin, from where it can be brought back for 30 days. */
    @Transactional
    void bin(UUID id, ExpectedVersion expected) {
        var now = lock(id);
        var contact = find(id);
        expected.check(contact.version());
        if (!contact.isBinned()) {
            contact.bin(now);
            events.append(new ContactEvents.Binned(id, now));
            warmth.changed(List.of(id));
        }
    }

    @Transactional
    ContactView restore(UUID id) {
        var now = lock(id);
        var contact = find(id);
        if (contact.isBinned()) {
            contact.restore(now);
            events.append(new ContactEvents.Restored(id, now));
            warmth.changed(List.of(id));
        }
        return view(contact);
    }

    /** For good, with all that is known about the contact, stored answers included. */
    @Transactional
    void erase(UUID id, ExpectedVersion expected) {
        var now = lock(id);
        expected.check(find(id).version());
        erasing.fire(new ContactErasing(id, now));
        contacts.flush();
        contacts.erase(id);
        answers.forget(id);
        events.append(new ContactEvents.Erased(id, now));
    }

    /**
     * A contact, locked by the caller, was met through an introduction, unless it is known that the owner met them before or
     * otherwise.
     *
     * @return whether that changed the contact
     */
    boolean metThrough(UUID id, UUID introducerId, UUID introductionId, LocalDate on, Instant now) {
        var met = find(id).details(List.of()).howWeMet();
        var otherwise = met.introductionId() != null || met.on() != null && met.on().isBefore(on)
                || met.introducedById() != null && !met.introducedById().equals(introducerId);
        return !otherwise
                && met(id, new HowWeMet(met.on() == null ? on : met.on(), met.where(), introducerId, introductionId), now);
    }

    /** The introduction was a mistake. @param on the day it was made */
    boolean notMetThrough(UUID id, UUID introductionId, LocalDate on, Instant now) {
        var met = find(id).details(List.of()).howWeMet();
        return introductionId.equals(met.introductionId())
                && met(id, new HowWeMet(on.equals(met.on()) ? null : met.on(), met.where(), null, null), now);
    }

    private boolean met(UUID id, HowWeMet how, Instant now) {
        var changed = find(id).met(how, now);
        if (changed) {
            events.append(new ContactEvents.Updated(id, List.of("howWeMet"), null, now));
        }
        return changed;
    }

    /** The views of contacts, in no order; without those that were erased since they were read. */
    List<ContactView> views(Collection<Contact> found) {
        var ids = found.stream().map(Contact::id).toList();
        contacts.flush();
        Map<UUID, List<String>> tagged = contacts.tags(ids);
        var warm = warmth.of(ids);
        return found.stream().filter(contact -> warm.containsKey(contact.id()))
                .map(contact -> ContactView.of(contact, tagged.getOrDefault(contact.id(), List.of()), warm.get(contact.id())))
                .toList();
    }

    private ContactView view(Contact contact) {
        return views(List.of(contact)).stream().findFirst().orElseThrow(ContactNotFoundException::new);
    }

    private Instant lock(UUID id) {
        var locked = warmth.lock(List.of(id));
        if (locked.found().isEmpty()) {
            throw new ContactNotFoundException();
        }
        return locked.now();
    }

    private Contact find(UUID id) {
        return contacts.findByIdOptional(id).orElseThrow(ContactNotFoundException::new);
    }

    private static void mustNotBeBinned(Contact contact) {
        if (contact.isBinned()) {
            throw new Conflict("This contact is in the bin; restore it first.");
        }
    }

    /**
     * The rules that a single field cannot show.
     *
     * @param metBefore what has been said of the meeting so far
     */
    private void check(ContactDetails details, HowWeMet metBefore, Instant now) {
        Cadence.of("/cadence", details.cadence());
        for (int i = 0; i < details.positions().size(); i++) {
            var position = details.positions().get(i);
            if (position.organization() == null && position.title() == null) {
                throw new RuleBroken("/positions/" + i, "A position has an organization or a title.");
            }
        }
        if (details.birthday() != null) {
            checkBirthday(details.birthday());
        }
        checkMeeting(details, metBefore, now);
    }

    /** Each only when it is said: a later change of the zone can put a day that was right back into the future. */
    private void checkMeeting(ContactDetails details, HowWeMet before, Instant now) {
        var met = details.howWeMet();
        if (met.on() != null && !met.on().equals(before.on()) && met.on().isAfter(LocalDate.ofInstant(now, owners.zone()))) {
            throw new RuleBroken("/howWeMet/on", "This day has not come yet.");
        }
        if (!Objects.equals(met.introductionId(), before.introductionId())) {
            throw new RuleBroken("/howWeMet/introductionId", "The introduction sets this itself, when it is made.");
        }
        if (met.introductionId() != null && !Objects.equals(met.introducedById(), before.introducedById())) {
            throw new RuleBroken("/howWeMet/introducedById", "An introduction says so; withdraw it if that is wrong.");
        }
        var introducer = met.introducedById();
        if (introducer != null && !introducer.equals(before.introducedById())
                && (introducer.equals(details.id()) || contacts.findById(introducer) == null)) {
            throw new RuleBroken("/howWeMet/introducedById", "This is none of your other contacts.");
        }
    }

    private static void checkBirthday(String birthday) {
        try {
            if (birthday.startsWith("--")) {
                MonthDay.parse(birthday);
            } else {
                LocalDate.parse(birthday);
            }
        } catch (DateTimeException e) {
            throw new RuleBroken("/birthday", "There is no such day.");
        }
    }
}
