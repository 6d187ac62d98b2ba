package dev.kith.contact;

import java.util.List;
import java.util.UUID;

import jakarta.ws.rs.core.Response.Status;

import dev.kith.problem.ProblemView;

/** What came of the operations, in their order. */
record ContactBatchResults(List<Result> results) {

    /**
     * What came of one operation.
     *
     * @param status the one that the same request by itself would have been answered with
     * @param location of the contact, or of the one it has become part of; null if the operation was refused
     * @param etag of the contact as it is after the last operation
     * @param contact the same, if it was asked for
     * @param problem why it was refused; null if it was not
     */
    record Result(int status, String location, String etag, ContactView contact, ProblemView problem) {

        static Result done(int status, ContactView contact, boolean isShown) {
            return new Result(status, "/v1/contacts/" + contact.id(), '"' + contact.etag() + '"', isShown ? contact : null,
                    null);
        }

        /** The contact became part of another one; nothing was changed. */
        static Result moved(UUID survivor) {
            return new Result(Status.PERMANENT_REDIRECT.getStatusCode(), "/v1/contacts/" + survivor, null, null, null);
        }

        static Result refused(ProblemView problem) {
            return new Result(problem.status(), null, null, null, problem);
        }
    }
}
