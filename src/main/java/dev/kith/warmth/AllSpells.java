package dev.kith.warmth;

import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.PersistenceException;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

import dev.kith.owner.CurrentOwner;
import io.agroal.api.AgroalDataSource;

/** All cold spells of the current owner's contacts, in the caller's transaction. */
@ApplicationScoped
public class AllSpells {

    private final AgroalDataSource database;
    private final CurrentOwner owner;
    private final WarmthRepository relationships;

    AllSpells(AgroalDataSource database, CurrentOwner owner, WarmthRepository relationships) {
        this.database = database;
        this.owner = owner;
        this.relationships = relationships;
    }

    /** A cold spell of a contact. @param closedAt null while it is open */
    record SpellView(UUID contactId, int number, Instant coldAt, Instant detectedAt, Cause cause, Instant closedAt,
            WarmedReason closeReason) {

        static SpellView of(UUID contactId, Spell spell) {
            return new SpellView(contactId, spell.number(), spell.coldAt(), spell.detectedAt(), spell.cause(), spell.closedAt(),
                    spell.closeReason());
        }
    }

    @Transactional(TxType.MANDATORY)
    public void read(Consumer<Object> taker) {
        try (var connection = database.getConnection()) {
            relationships.spells(connection, owner.id(), (contactId, spell) -> taker.accept(SpellView.of(contactId, spell)));
        } catch (SQLException e) {
            throw new PersistenceException(e);
        }
    }
}
