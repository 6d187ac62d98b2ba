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

/** What other features may ask about contacts, and how they add some; for the current owner, in the caller's transaction. */
@ApplicationScoped
public class ContactDirectory {

    private final ContactRepository contacts;
    private final ContactService service;

    ContactDirectory(ContactRepository contacts, ContactService service) {
        this.contacts = contacts;
        this.service = service;
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

    /**
     * Adds people met in an interaction. Their clocks start when {@link dev.kith.warmth.Warmth#changed} is told of them: who
     * comes in cold is so from the start, not by a correction.
     *
     * @return their ids, in the order given
     */
    @Transactional(TxType.MANDATORY)
    public List<UUID> addMet(List<ContactDetails> people) {
        return people.isEmpty() ? List.of()
                : service.add(people, ContactEvents.Source.INTERACTION).stream().map(Contact::id).toList();
    }

    /**
     * The day the owner met a contact, if that is known.
     *
     * @throws ContactNotFoundException if the current owner has no such contact
     */
    @Transactional(TxType.MANDATORY)
    public Optional<LocalDate> metOn(UUID contactId) {
        var contact = contacts.findByIdOptional(contactId).orElseThrow(ContactNotFoundException::new);
        return Optional.ofNullable(contact.details(List.of()).howWeMet().on());
    }

    /**
     * Adds somebody who is introduced. The clock starts when {@link dev.kith.warmth.Warmth#changed} is told of it.
     *
     * @return the id
     */
    @Transactional(TxType.MANDATORY)
    public UUID addIntroduced(ContactDetails person) {
        return service.add(List.of(person), ContactEvents.Source.INTRODUCTION).get(0).id();
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
        return service.metThrough(contactId, introducerId, introductionId, on, now);
    }

    /** Takes {@link #metThrough} back. @return whether that changed the contact, whose clock is to be set by the caller */
    @Transactional(TxType.MANDATORY)
    public boolean notMetThrough(UUID contactId, UUID introductionId, LocalDate on, Instant now) {
        return service.notMetThrough(contactId, introductionId, on, now);
    }
}
