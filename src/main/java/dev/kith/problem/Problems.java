package dev.kith.problem;

import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.logging.Logger;

import io.quarkiverse.resteasy.problem.HttpProblem;
import io.quarkiverse.resteasy.problem.InstanceUtils;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemContext;
import io.quarkiverse.resteasy.problem.postprocessing.ProblemPostProcessor;
import io.quarkus.arc.Arc;
import io.quarkus.security.ForbiddenException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.ext.web.RoutingContext;

/**
 * Everything that went wrong in a request passes here, whoever threw it, and leaves as a problem of ours: what the mappers
 * of the framework and of the extension made of it is thrown away, since they quote messages of exceptions.
 */
@ApplicationScoped
class Problems implements ProblemPostProcessor {

    private static final Logger LOG = Logger.getLogger(Problems.class);
    private static final int DEPTH = 16;

    /** Seconds in which something of what somebody has at once may come to its end. */
    private static final int UNTIL_LESS = 5;

    /** Before the extension's own, which log and fill in what is missing. */
    private static final int FIRST = 1000;

    private final CurrentVertxRequest current;

    Problems(CurrentVertxRequest current) {
        this.current = current;
    }

    @Override
    public int priority() {
        return FIRST;
    }

    @Override
    public HttpProblem apply(HttpProblem mapped, ProblemContext context) {
        var cause = context.cause;
        var refusal = refusalBehind(cause);
        if (refusal != null) {
            return problem(ProblemType.of(refusal.category()), refusal.getMessage(), refusal.errors(), context);
        }
        if (cause instanceof WebApplicationException || cause instanceof ForbiddenException) {
            var type = ProblemType.of(mapped.getStatusCode());
            if (type != ProblemType.INTERNAL_ERROR) {
                return problem(type, detail(type), List.of(), context);
            }
        }
        var id = UUID.randomUUID();
        LOG.errorf(cause, "request failed, error %s", id);
        return problem(ProblemType.INTERNAL_ERROR, "It was logged as " + id + ".", List.of(), context);
    }

    static String detail(ProblemType type) {
        return switch (type) {
            case INVALID_REQUEST -> "The request cannot be read.";
            case UNAUTHENTICATED -> "Send a valid bearer token.";
            case FORBIDDEN -> "Your token does not allow this.";
            case NOT_FOUND -> "There is nothing at this address.";
            case METHOD_NOT_ALLOWED -> "The header Allow has the methods that this address knows.";
            case NOT_ACCEPTABLE -> "None of the types in Accept can be answered here; it is application/json mostly.";
            case TOO_SLOW -> "What was sent of the body came too slowly; nothing was done.";
            case UNSUPPORTED_MEDIA_TYPE -> "This Content-Type is not read here; it is application/json mostly, and plain.";
            case TOO_LARGE -> "The body is larger than anything that is read here.";
            case ADDRESS_TOO_LONG -> "An address has at most " + FailedRoutes.LONGEST_ADDRESS + " characters.";
            case HEADERS_TOO_LARGE -> "All headers together have at most " + FailedRoutes.LARGEST_HEADERS + " characters.";
            case TOO_MANY_REQUESTS -> "Wait for as many seconds as the header Retry-After says, and send it again.";
            case BUSY -> "The service has more to do than it can right now. Send the request again in a moment.";
            case CONFLICT, GONE, STALE, RULE_BROKEN, INTERNAL_ERROR -> type.title() + ".";
        };
    }

    /** What was thrown may be wrapped by the transaction, by Hibernate or by JAX-RS. */
    static Refusal refusalBehind(Throwable thrown) {
        var cause = thrown;
        for (var i = 0; i < DEPTH && cause != null; i++) {
            if (cause instanceof Refusal refusal) {
                return refusal;
            }
            if (cause instanceof ConstraintViolationException violations) {
                return Violations.explain(violations);
            }
            cause = cause.getCause();
        }
        return DatabaseTrouble.explain(thrown);
    }

    private HttpProblem problem(ProblemType found, String said, List<FieldError> errors, ProblemContext context) {
        // the framework looks at one resource class after the other, and sees the last one only
        var lacksMethod = found == ProblemType.NOT_FOUND && AllowedMethods.lackThisOne();
        var type = lacksMethod ? ProblemType.METHOD_NOT_ALLOWED : found;
        var detail = lacksMethod ? detail(type) : said;
        var problem = builder(type, detail, path(context));
        if (!errors.isEmpty()) {
            problem.with("errors", errors);
        }
        if (type == ProblemType.BUSY) {
            problem.withHeader(HttpHeaders.RETRY_AFTER, 1);
        }
        if (type == ProblemType.TOO_MANY_REQUESTS) {
            problem.withHeader(HttpHeaders.RETRY_AFTER, UNTIL_LESS);
        }
        if (type == ProblemType.TOO_LARGE && request() != null) {
            FailedRoutes.hangUp(request());
        }
        if (type == ProblemType.METHOD_NOT_ALLOWED) {
            problem.withHeader(HttpHeaders.ALLOW, AllowedMethods.ofThisAddress());
        }
        return problem.build();
    }

    static HttpProblem.Builder builder(ProblemType type, String detail, String path) {
        return HttpProblem.builder()
                .withType(type.uri())
                .withTitle(type.title())
                .withStatus(type.status())
                .withDetail(detail)
                .withInstance(InstanceUtils.pathToInstance(Addresses.withoutTokens(path)));
    }

    /** As it was sent: decoded it would not be a URI reference. */
    private String path(ProblemContext context) {
        return request() == null ? context.path : request().request().path();
    }

    private RoutingContext request() {
        return Arc.container().requestContext().isActive() ? current.getCurrent() : null;
    }
}
