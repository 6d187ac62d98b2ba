package dev.kith.idempotency;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;

import dev.kith.problem.Invalid;

/** The current request, as far as a repeat of it must be recognised. */
@RequestScoped
class RepeatableRequest {

    static final String HEADER = "Idempotency-Key";

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final HttpHeaders headers;
    private final Request request;
    private final UriInfo address;
    private Supplier<byte[]> body = () -> new byte[0];
    private byte[] fingerprint;

    RepeatableRequest(HttpHeaders headers, Request request, UriInfo address) {
        this.headers = headers;
        this.request = request;
        this.address = address;
    }

    /**
     * Null when the client sent none.
     *
     * @throws Invalid if it is not 1 to 255 visible ASCII characters
     */
    String key() {
        var sent = headers.getRequestHeader(HEADER);
        if (sent == null || sent.isEmpty()) {
            return null;
        }
        if (sent.size() > 1 || !KEY.matcher(sent.get(0)).matches()) {
            throw new Invalid(HEADER, "This must be one key of 1 to 255 visible ASCII characters.");
        }
        return sent.get(0);
    }

    /** Its path, as it was sent. */
    URI path() {
        return URI.create(address.getRequestUri().getRawPath());
    }

    /** @param digest reads what is left of the body, and says what its digest is; asked once */
    void bodyWas(Supplier<byte[]> digest) {
        this.body = digest;
    }

    /** SHA-256 of method, address and body. */
    byte[] fingerprint() {
        if (fingerprint == null) {
            var digest = sha256();
            var uri = address.getRequestUri();
            var line = request.getMethod() + ' ' + uri.getRawPath() + '?' + uri.getRawQuery() + '\n';
            digest.update(line.getBytes(StandardCharsets.UTF_8));
            fingerprint = digest.digest(body.get());
        }
        return fingerprint.clone();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }
}
