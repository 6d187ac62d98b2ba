package dev.kith.contact;

import java.util.function.Consumer;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.paging.Page;

/**
 * All contacts of the current owner, those in the bin included, and what is kept beside them; in the caller's transaction,
 * which changes nothing.
 */
@ApplicationScoped
public class AllContacts {

    private final ContactService service;
    private final TagService tags;
    private final MergeRepository merges;
    private final DuplicateRepository duplicates;
    private final EntityManager entities;

    AllContacts(ContactService service, TagService tags, MergeRepository merges, DuplicateRepository duplicates,
            EntityManager entities) {
        this.service = service;
        this.tags = tags;
        this.merges = merges;
        this.duplicates = duplicates;
        this.entities = entities;
    }

    @Transactional(TxType.MANDATORY)
    public void read(Consumer<? super ContactView> taker) {
        Page.each(entities, service::all, taker);
    }

    @Transactional(TxType.MANDATORY)
    public void readTags(Consumer<Object> taker) {
        Page.each(entities, tags::list, taker);
    }

    /** Who became part of whom. */
    @Transactional(TxType.MANDATORY)
    public void readMerged(Consumer<Object> taker) {
        read(merges.all(), taker);
    }

    /** Two whom the owner knows to be two. */
    @Transactional(TxType.MANDATORY)
    public void readDistinct(Consumer<Object> taker) {
        read(duplicates.distinctions(), taker);
    }

    private static void read(Stream<?> found, Consumer<Object> taker) {
        try (found) {
            found.forEach(taker);
        }
    }
}
