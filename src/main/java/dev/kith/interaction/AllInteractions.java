package dev.kith.interaction;

import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.paging.Page;

/** All interactions of the current owner, in the caller's transaction, which changes nothing. */
@ApplicationScoped
public class AllInteractions {

    private final InteractionService interactions;
    private final EntityManager entities;

    AllInteractions(InteractionService interactions, EntityManager entities) {
        this.interactions = interactions;
        this.entities = entities;
    }

    @Transactional(TxType.MANDATORY)
    public void read(Consumer<Object> taker) {
        Page.each(entities, (cursor, limit) -> interactions.list(InteractionRepository.Query.ALL, cursor, limit), taker);
    }
}
