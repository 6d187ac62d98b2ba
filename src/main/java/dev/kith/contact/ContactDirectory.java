package dev.kith.contact;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.eventlog.EventLog;

/** What other features may ask about contacts, and how they add some; for the current owner, in the caller's transaction. */
@ApplicationScoped
public class ContactDirectory {

    private final ContactRepository contacts;
    private final MergeRepository merges;
    private final ContactWriter writer;
    private final EventLog events;

    ContactDirectory(ContactRepository contacts, MergeRepository merges, ContactWriter writer, EventLog events) {
        this.contacts = contacts;
        this.merges = merges;
        this.writer = writer;
        this.events = events;
    }

    /**
     * Who is known by these keys, as {@link EmailAddress} makes them; those in the bin included. Keys of nobody are the
     * caller's until the end of the transaction: nobody else makes a second contact with one at the same time.
     */
    @Transactional(TxType.MANDATORY)
    public Map<String, List<UUID>> knownBy(Collection<String> keys) {
        var known = contacts.knownBy(keys);
        if (known.keySet().containsAll(keys)) {
            return known;
        }
        contacts.claim(keys);
        return contacts.knownBy(keys);
    }

    /** Into whom those of the contacts were merged that are no more. */
    @Transactional(TxType.MANDATORY)
    public Map<UUID, UUID> survivorsOf(Collection<UUID> contactIds) {
        return merges.survivorsOf(contactIds);
    }

    /**
     * Adds people met in an interaction. Their clocks start when {@link dev.kith.warmth.Warmth#changed} is told of them: who
     * comes in cold is so from the start, not by a correction.
     *
     * @return their ids, in the order given
     */
    @Transactional(TxType.MANDATORY)
    public List<UUID> addMet(List<ContactDetails> people) {
        return people.isEmpty() ? List.of() : add(people, ContactEvents.Source.INTERACTION);
    }

    /**
     * The day the owner met a contact, if that is known.
     *
     * @throws ContactNotFoundException if the current owner has no such contact
     */
    @Transactional(TxType.MANDATORY)
    public Optional<LocalDate> metOn(UUID contactId) {
        return Optional.ofNullable(find(contactId).howWeMet().on());
    }

    /**
     * Adds somebody who is introduced. The clock starts when {@link dev.kith.warmth.Warmth#changed} is told of it.
     *
     * @return the id
     */
    @Transactional(TxType.MANDATORY)
    public UUID addIntroduced(ContactDetails person) {
        return add(List.of(person), ContactEvents.Source.INTRODUCTION).get(0);
    }

    private List<UUID> add(List<ContactDetails> people, ContactEvents.Source source) {
        var changes = writer.anew(List.of(), List.of());
        var ids = people.stream().map(person -> changes.add(person, source).id()).toList();
        changes.write();
        return ids;
    }

    /**
     * A contact, locked by the caller or made, was met through an introduction, unless it is known that the owner met them
     * before or otherwise.
     *
     * @param on the day, in the owner's time zone
     * @return whether that changed the contact, whose clock is to be set by the caller
     */
    @Transactional(TxType.MANDATORY)
    public boolean metThrough(UUID contactId, UUID introducerId, UUID introductionId, LocalDate on, Instant now) {
        var contact = find(contactId);
        return met(contact, contact.howWeMet().through(introductionId, introducerId, on), now);
    }

    /** Takes {@link #metThrough} back. @return whether that changed the contact, whose clock is to be set by the caller */
    @Transactional(TxType.MANDATORY)
    public boolean notMetThrough(UUID contactId, UUID introductionId, LocalDate on, Instant now) {
        var contact = find(contactId);
        return met(contact, contact.howWeMet().notThrough(introductionId, on), now);
    }

    private boolean met(Contact contact, Optional<HowWeMet> how, Instant now) {
        var changed = how.isPresent() && contact.met(how.get(), now);
        if (changed) {
            events.append(new ContactEvents.Updated(contact.id(), List.of("howWeMet"), null, now));
        }
        return changed;
    }

    private Contact find(UUID id) {
        return contacts.findByIdOptional(id).orElseThrow(ContactNotFoundException::new);
    }
}
