package dev.kith.interaction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** What other features may read of interactions, and how they add some; for the current owner, in the caller's transaction. */
@ApplicationScoped
public class InteractionDiary {

    private final InteractionService service;
    private final InteractionRepository interactions;

    InteractionDiary(InteractionService service, InteractionRepository interactions) {
        this.service = service;
        this.interactions = interactions;
    }

    @Transactional(TxType.MANDATORY)
    public boolean has(UUID interactionId) {
        return interactions.findByIdOptional(interactionId).isPresent();
    }

    /** Whether the owner had contact with somebody before an instant. */
    @Transactional(TxType.MANDATORY)
    public boolean hadContact(UUID contactId, Instant before) {
        return interactions.hadContact(contactId, before);
    }

    /** The views of interactions that are there, in the order of the ids. */
    @Transactional(TxType.MANDATORY)
    public List<InteractionView> read(List<UUID> interactionIds) {
        return service.views(interactionIds);
    }

    /**
     * Adds something that happened with contacts whom the caller has locked, or made; their clocks are set by it.
     *
     * @param direction for kinds that need one
     * @return the id of the interaction
     */
    @Transactional(TxType.MANDATORY)
    public UUID log(Kind kind, Direction direction, Instant at, List<UUID> contactIds, String place, String notes,
            Instant now) {
        var participants = contactIds.stream().map(id -> new Participant(id, null, null, null)).toList();
        var details = new InteractionDetails(null, kind, at, participants, direction, place, null, notes, null, null);
        return service.enter(details, null, contactIds, now).id();
    }

    /** Takes something back that never happened; nothing is done if it is not there anymore. */
    @Transactional(TxType.MANDATORY)
    public void remove(UUID interactionId) {
        service.removeIfThere(interactionId);
    }
}
