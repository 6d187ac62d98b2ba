package dev.kith.problem;

import java.net.URI;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;

/**
 * A problem that is told or kept as part of an answer: of one part of a request beside what came of the others, or of a request
 * whose repetition is told the same.
 *
 * @param instance the request, and the part of it if it is of one
 * @param errors their pointers are seen from the part
 */
public record ProblemView(URI type, String title, int status, String detail, URI instance,
        @JsonInclude(Include.NON_EMPTY) List<FieldError> errors) {

    /**
     * @param thrown by what carries out the request, or the part
     * @param place from where it points at what is wrong: a JSON pointer, seen from there
     * @throws RuntimeException what was thrown, if that is no refusal
     */
    public static ProblemView of(RuntimeException thrown, URI instance, String place) {
        var refusal = Problems.refusalBehind(thrown);
        if (refusal == null || refusal instanceof Busy) {
            throw thrown; // nothing of the request was done
        }
        var type = ProblemType.of(refusal.category());
        return new ProblemView(type.uri(), type.title(), type.status(), refusal.getMessage(), instance,
                refusal.errors().stream().map(error -> new FieldError(place + error.pointer(), error.detail())).toList());
    }
}
