package dev.kith.interaction;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** What other features may read of interactions, for the current owner, in the caller's transaction. */
@ApplicationScoped
public class InteractionDiary {

    private final InteractionService service;

    InteractionDiary(InteractionService service) {
        this.service = service;
    }

    /** The views of interactions that are there, in the order of the ids. */
    @Transactional(TxType.MANDATORY)
    public List<InteractionView> read(List<UUID> interactionIds) {
        return service.views(interactionIds);
    }
}
