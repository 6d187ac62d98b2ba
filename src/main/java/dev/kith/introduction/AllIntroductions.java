package dev.kith.introduction;

import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.paging.Page;

/** All introductions and asks of the current owner, in the caller's transaction, which changes nothing. */
@ApplicationScoped
public class AllIntroductions {

    private final IntroductionService introductions;
    private final AskService asks;
    private final EntityManager entities;

    AllIntroductions(IntroductionService introductions, AskService asks, EntityManager entities) {
        this.introductions = introductions;
        this.asks = asks;
        this.entities = entities;
    }

    @Transactional(TxType.MANDATORY)
    public void read(Consumer<Object> taker) {
        Page.each(entities, (cursor, limit) -> introductions.list(IntroductionQuery.ALL, cursor, limit), taker);
    }

    /** With the names that were given. */
    @Transactional(TxType.MANDATORY)
    public void readAsks(Consumer<Object> taker) {
        Page.each(entities, (cursor, limit) -> asks.list(AskRepository.Query.ALL, cursor, limit), taker);
    }
}
