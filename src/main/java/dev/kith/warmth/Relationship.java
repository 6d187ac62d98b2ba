package dev.kith.warmth;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.kith.eventlog.DomainEvent;

/**
 * One relationship: its clock and its cold spells. It is told what happened and what time it is, and says which spells and
 * events follow; it asks no clock and no database. The same code decides in requests, in recomputes and in the sweep.
 */
final class Relationship {

    private final UUID ownerId;
    private final UUID contactId;
    private final boolean isNew;
    private Reading reading;
    private Spell last;
    private Instant coolingSince;
    private boolean spellChanged;
    private final List<DomainEvent> events = new ArrayList<>();

    /**
     * As it is stored.
     *
     * @param last its newest spell, or null
     * @param coolingSince when the approach to the next one began, if that was told; else null
     */
    Relationship(UUID ownerId, UUID contactId, Reading reading, Spell last, Instant coolingSince) {
        this(ownerId, contactId, false, reading, last, coolingSince);
    }

    private Relationship(UUID ownerId, UUID contactId, boolean isNew, Reading reading, Spell last, Instant coolingSince) {
        this.ownerId = ownerId;
        this.contactId = contactId;
        this.isNew = isNew;
        this.reading = reading;
        this.last = last;
        this.coolingSince = coolingSince;
    }

    static Relationship begun(UUID ownerId, UUID contactId) {
        return new Relationship(ownerId, contactId, true, null, null, null);
    }

    /** Rule 5: what time alone has done comes first, so that history never depends on when a sweep ran. */
    void settle(Instant now) {
        if (reading == null || isCold()) {
            return;
        }
        if (coolingSince == null && reading.isApproached(now)) {
            cool(reading.approachedInTime(), now, null);
        }
        if (reading.isDue(now)) {
            open(reading.causeInTime(), now, null);
        }
    }

    /**
     * Takes a new reading. A spell that is open stays as it is while the contact is still due (rule 6), and so does an
     * approach while it is still cooling.
     *
     * @param batch what a bulk change is told by; {@link Batch#NONE} for a change of one contact
     */
    void take(Reading next, Instant now, Batch batch) {
        settle(now);
        var before = reading;
        reading = next;
        if (isCold() && !next.isDue(now)) {
            close(next.reasonAfter(before, now), now, batch.id());
        } else if (!isCold() && next.isDue(now)) {
            open(cause(batch, before), now, batch.id());
        }
        if (isCold() || !next.isApproached(now)) {
            coolingSince = null;
        } else if (coolingSince == null) {
            cool(cause(batch, before), now, batch.id());
        }
    }

    private Cause cause(Batch batch, Reading before) {
        return batch.cause() != null ? batch.cause() : reading.causeAfter(before);
    }

    private void cool(Cause cause, Instant now, UUID batchId) {
        coolingSince = reading.approachAt();
        events.add(new Cooling(contactId, coolingSince, now, reading.coolsAt(), reading.goesColdAt(), cause, batchId,
                reading.applying().cadence().toString(), reading.applying().source(), reading.lastContact() == null,
                reading.lastContact()));
    }

    private void open(Cause cause, Instant now, UUID batchId) {
        // rule 7: what was closed although it had not become warm was closed by mistake
        if (last != null && !reading.goesColdAt().isAfter(last.closedAt())) {
            last = last.reopened();
            events.add(new SpellReopened(contactId, last.number(), last.coldAt(), last.detectedAt(), now, reading.goesColdAt(),
                    daysOverdue(now), cause, batchId, reading.applying().cadence().toString(), reading.applying().source(),
                    reading.lastContact() == null, reading.lastContact()));
        } else {
            last = new Spell(spells() + 1, reading.dueAt(), now, cause, null, null);
            events.add(new WentCold(contactId, last.number(), last.coldAt(), now, reading.goesColdAt(), daysOverdue(now), cause,
                    batchId, reading.applying().cadence().toString(), reading.applying().source(),
                    reading.lastContact() == null,
                    reading.lastContact()));
        }
        spellChanged = true;
        coolingSince = null;
    }

    private void close(WarmedReason reason, Instant now, UUID batchId) {
        last = last.closed(now, reason);
        spellChanged = true;
        events.add(new Warmed(contactId, last.number(), last.coldAt(), now, reason, batchId, reading.goesColdAt()));
    }

    private long daysOverdue(Instant now) {
        return reading.goesColdAt().until(now, ChronoUnit.DAYS);
    }

    UUID ownerId() {
        return ownerId;
    }

    UUID contactId() {
        return contactId;
    }

    boolean isNew() {
        return isNew;
    }

    Reading reading() {
        return reading;
    }

    boolean isCold() {
        return last != null && last.isOpen();
    }

    /** When the approach began that was told; null when none is running, or it has led to a spell. */
    Instant coolingSince() {
        return coolingSince;
    }

    /** When time alone changes something next: an approach or a spell begins; null for never. */
    Instant turnsAt() {
        if (isCold()) {
            return null;
        }
        return coolingSince == null && reading.approachAt() != null ? reading.approachAt() : reading.dueAt();
    }

    int spells() {
        return last == null ? 0 : last.number();
    }

    /** The newest spell, or null; the only one that can have changed. */
    Spell last() {
        return last;
    }

    boolean spellChanged() {
        return spellChanged;
    }

    List<DomainEvent> events() {
        return events;
    }
}
