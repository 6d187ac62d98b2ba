package dev.kith.contact;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import jakarta.ws.rs.core.Response.Status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.contact.ContactBatchResults.Result;
import dev.kith.contact.ContactOperation.Outcome;
import dev.kith.http.MergePatch;
import dev.kith.problem.BadJson;
import dev.kith.problem.Invalid;
import dev.kith.problem.ProblemView;
import dev.kith.problem.Refusal;

/**
 * Carries out many changes of contacts in one transaction, each as if it had been sent by itself: one that is refused changes
 * nothing, and does the others no harm.
 */
@ApplicationScoped
class ContactBatchService {

    private final ContactWriter writer;
    private final ContactService contacts;
    private final MergeRepository merges;
    private final MergePatch mergePatch;
    private final ObjectMapper json;
    private final Validator validator;

    ContactBatchService(ContactWriter writer, ContactService contacts, MergeRepository merges, MergePatch mergePatch,
            ObjectMapper json, Validator validator) {
        this.writer = writer;
        this.contacts = contacts;
        this.merges = merges;
        this.mergePatch = mergePatch;
        this.json = json;
        this.validator = validator;
    }

    /** @param isShown whether the contacts are wanted, too */
    @Transactional
    ContactBatchResults apply(List<JsonNode> operations, boolean isShown) {
        var attempts = IntStream.range(0, operations.size()).mapToObj(i -> new Attempt(i, operations.get(i))).toList();
        var readable = attempts.stream().map(attempt -> attempt.operation).filter(Objects::nonNull).toList();
        var changes = changes(readable);
        var resting = new HashMap<UUID, Attempt>();
        for (var attempt : attempts) {
            // how somebody rests follows from what they are then, and not from what comes later
            if (attempt.operation != null && resting.containsKey(attempt.operation.id())) {
                write(changes, resting);
            }
            attempt.decide(changes);
            if (changes.isToRest(attempt.contactId())) {
                resting.put(attempt.contactId(), attempt);
            }
        }
        write(changes, resting);
        return results(attempts, isShown);
    }

    /** Reads all that the operations are about. */
    private ContactWriter.Changes changes(List<ContactOperation> operations) {
        var ids = operations.stream().map(ContactOperation::id).filter(Objects::nonNull).collect(Collectors.toSet());
        var made = operations.stream().filter(ContactOperation.Create.class::isInstance).toList();
        var changes = made.isEmpty() ? writer.of(ids)
                : writer.anew(made.stream().map(ContactOperation::id).filter(Objects::nonNull).toList(), ids);
        return changes.withTags()
                .withOthers(operations.stream().flatMap(operation -> operation.introducer().stream()).toList());
    }

    private static void write(ContactWriter.Changes changes, Map<UUID, Attempt> resting) {
        changes.apply().forEach((id, refused) -> resting.get(id).refuse(refused, ""));
        resting.clear();
    }

    private ContactBatchResults results(List<Attempt> attempts, boolean isShown) {
        var ids = attempts.stream().map(Attempt::contactId).filter(Objects::nonNull).collect(Collectors.toSet());
        var views = contacts.views(ids).stream().collect(Collectors.toMap(ContactView::id, Function.identity()));
        var survivors = merges
                .survivorsOf(attempts.stream().filter(Attempt::isLost).map(attempt -> attempt.operation.id()).toList());
        return new ContactBatchResults(attempts.stream().map(attempt -> attempt.result(views, survivors, isShown)).toList());
    }

    /** An operation on its way to its result. */
    private final class Attempt {

        private final URI instance;
        private ContactOperation operation;
        private Outcome outcome;
        private ProblemView problem;

        Attempt(int index, JsonNode node) {
            instance = URI.create(ContactBatchResource.PATH + "#/operations/" + index);
            try {
                operation = read(node);
            } catch (Refusal | ConstraintViolationException refused) {
                refuse(refused, "");
            }
        }

        private ContactOperation read(JsonNode node) {
            if (!node.isObject()) {
                throw new Invalid("", "This must be an object.");
            }
            ContactOperation read;
            try {
                read = json.treeToValue(node, ContactOperation.class);
            } catch (JsonProcessingException e) {
                throw BadJson.explain(e);
            }
            var violations = validator.validate(read);
            if (!violations.isEmpty()) {
                throw new ConstraintViolationException(violations);
            }
            return read;
        }

        void decide(ContactWriter.Changes changes) {
            if (operation != null) {
                try {
                    outcome = operation.decide(changes, mergePatch);
                } catch (Refusal | ConstraintViolationException refused) {
                    refuse(refused, operation.place());
                }
            }
        }

        void refuse(RuntimeException refused, String place) {
            problem = ProblemView.of(refused, instance, place);
            outcome = null;
        }

        /** Null when it was refused. */
        UUID contactId() {
            return outcome == null ? null : outcome.contactId();
        }

        /** There is no such contact, or none any more. */
        boolean isLost() {
            return operation != null && problem != null && problem.status() == Status.NOT_FOUND.getStatusCode();
        }

        Result result(Map<UUID, ContactView> views, Map<UUID, UUID> survivors, boolean isShown) {
            if (isLost() && survivors.containsKey(operation.id())) {
                return Result.moved(survivors.get(operation.id()));
            }
            return outcome == null ? Result.refused(problem)
                    : Result.done(outcome.status(), views.get(outcome.contactId()), isShown);
        }
    }
}
