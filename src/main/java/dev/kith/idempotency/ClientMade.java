package dev.kith.idempotency;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.owner.CurrentOwner;

/**
 * Makes things with an id made by the client once, however often and however late they are sent: a phone that was offline
 * for a week doubles nothing.
 */
@ApplicationScoped
public class ClientMade {

    private final EntityManager entities;
    private final CurrentOwner owner;
    private final ObjectMapper json;

    ClientMade(EntityManager entities, CurrentOwner owner, ObjectMapper json) {
        this.entities = entities;
        this.owner = owner;
        this.json = json;
    }

    /** Waits until no other transaction is making something with this id. Look for the thing after that. */
    @Transactional(TxType.MANDATORY)
    public void claim(UUID id) {
        claim(List.of(id));
    }

    /** The same for several, in an order that cannot deadlock. */
    @Transactional(TxType.MANDATORY)
    public void claim(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return;
        }
        entities.createNativeQuery("""
                select count(pg_advisory_xact_lock(lock))
                from (select distinct hashtextextended(key, 0) as lock from unnest(:keys) key order by lock) locks
                """)
                .setParameter("keys", ids.stream().map(id -> owner.id() + " makes " + id).toArray(String[]::new))
                .getSingleResult();
    }

    /** By which it is known later whether a request asks for the same: SHA-256 of its JSON. */
    public byte[] fingerprint(Object request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(request));
        } catch (JsonProcessingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a request that was read cannot be written", e);
        }
    }
}
