package dev.kith.idempotency;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.http.Answer;
import dev.kith.http.Tagged;
import dev.kith.problem.Conflict;
import dev.kith.problem.Gone;
import dev.kith.problem.NotFound;
import dev.kith.problem.ProblemView;
import dev.kith.problem.Refusal;
import dev.kith.problem.RuleBroken;
import io.quarkus.narayana.jta.QuarkusTransaction;

/**
 * Makes a POST safe to send again. With an {@code Idempotency-Key}, the first request is carried out and its answer kept
 * for seven days; a repeat gets that answer, and changes nothing.
 */
@ApplicationScoped
public class Idempotency {

    static final String REPLAYED = "Idempotency-Replayed";

    private static final MediaType PROBLEM = MediaType.valueOf("application/problem+json");

    private final RepeatableRequest request;
    private final IdempotencyRepository keys;
    private final ObjectMapper json;

    Idempotency(RepeatableRequest request, IdempotencyRepository keys, ObjectMapper json) {
        this.request = request;
        this.keys = keys;
        this.json = json;
    }

    /**
     * Carries out the current request, once for its key, in one transaction that the work joins: the claim of the key, the
     * change, its events and the stored answer stand or fall together. Work that throws leaves nothing behind but its refusal,
     * if the state of things was the reason: kept for ten minutes, it keeps an earlier attempt of which nobody has heard from
     * doing later what its client was told is refused. Another request may take the key of one that was refused.
     *
     * <pre>
     * return idempotency.once(() -&gt; Answer.of(contacts.create(command), view -&gt; "/v1/contacts/" + view.id()));
     * </pre>
     *
     * The view is written as JSON here, inside the transaction; what is {@link ShownOnce} is kept without its secrets.
     *
     * @throws Conflict while another request with the key runs
     * @throws RuleBroken if the key was used for another request
     * @throws Gone if what the key made was erased since
     */
    public Response once(Supplier<Answer> work) {
        var key = request.key();
        if (key == null) {
            return inTransaction(() -> response(written(work.get(), null)).build());
        }
        try {
            return inTransaction(() -> before(key).map(this::repeated).orElseGet(() -> carriedOut(key, work)));
        } catch (RefusedException refused) {
            // what was done until then is taken back, and meanwhile another attempt may have had more luck
            return inTransaction(() -> before(key).map(this::repeated).orElseGet(() -> kept(key, refused.refusal())));
        }
    }

    /** What the key was answered; empty when the request is to be carried out. */
    private Optional<StoredAnswer> before(String key) {
        var claim = keys.claim(key);
        var stored = claim.answer().filter(answer -> !answer.isRefusal() || isOfThisRequest(answer));
        if (stored.isEmpty() && !claim.had()) {
            throw new Conflict("The request with this Idempotency-Key is still running. Send it again in a moment.");
        }
        return stored;
    }

    private Response carriedOut(String key, Supplier<Answer> work) {
        Answer answer;
        try {
            answer = work.get();
        } catch (NotFound | Conflict | RuleBroken refusal) {
            throw new RefusedException(refusal);
        }
        var stored = written(withoutSecrets(answer), request.fingerprint());
        keys.store(key, stored);
        return response(answer.view() instanceof ShownOnce ? written(answer, null) : stored).build();
    }

    private Response kept(String key, Refusal refusal) {
        var problem = ProblemView.of(refusal, request.path(), "");
        var stored = new StoredAnswer(request.fingerprint(), problem.status(), null, null, json(problem));
        keys.store(key, stored);
        return response(stored).build();
    }

    /** What the state of things refuses, it may allow later: other refusals stay as they are, or speak of the moment. */
    private static final class RefusedException extends RuntimeException {

        RefusedException(Refusal refusal) {
            super(refusal);
        }

        Refusal refusal() {
            return (Refusal) getCause();
        }
    }

    private static <T> T inTransaction(Callable<T> work) {
        return QuarkusTransaction.requiringNew().call(work);
    }

    /**
     * Erases the current owner's stored answers that name this id. Their keys stay claimed: a repeat is answered with 410
     * and does not bring back what was erased.
     */
    @Transactional(TxType.MANDATORY)
    public void forget(UUID id) {
        keys.forget(id);
    }

    /** @see #forget(UUID) */
    @Transactional(TxType.MANDATORY)
    public void forget(Collection<UUID> ids) {
        keys.forget(ids);
    }

    private Response repeated(StoredAnswer stored) {
        if (stored.request() == null) {
            throw new Gone("What this Idempotency-Key was answered held something that was erased since.");
        }
        if (!isOfThisRequest(stored)) {
            throw new RuleBroken(RepeatableRequest.HEADER, "This key was used for another request. Take a new one.");
        }
        return response(stored).header(REPLAYED, true).build();
    }

    private boolean isOfThisRequest(StoredAnswer stored) {
        return Arrays.equals(stored.request(), request.fingerprint());
    }

    private static Answer withoutSecrets(Answer answer) {
        return answer.view() instanceof ShownOnce view
                ? new Answer(answer.status(), answer.location(), view.withoutSecrets())
                : answer;
    }

    private StoredAnswer written(Answer answer, byte[] fingerprint) {
        return new StoredAnswer(fingerprint, answer.status().getStatusCode(), answer.location(),
                answer.view() instanceof Tagged view ? '"' + view.etag() + '"' : null,
                answer.view() == null ? null : json(answer.view()));
    }

    private String json(Object view) {
        try {
            return json.writeValueAsString(view);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a view cannot be written as JSON", e);
        }
    }

    private static Response.ResponseBuilder response(StoredAnswer answer) {
        var response = Response.status(answer.status());
        if (answer.body() != null) {
            response.entity(answer.body()).type(answer.isRefusal() ? PROBLEM : MediaType.APPLICATION_JSON_TYPE);
        }
        if (answer.location() != null) {
            response.header(HttpHeaders.LOCATION, answer.location());
        }
        return answer.etag() == null ? response : response.header(HttpHeaders.ETAG, answer.etag());
    }
}
