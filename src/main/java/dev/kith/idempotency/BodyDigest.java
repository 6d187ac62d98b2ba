package dev.kith.idempotency;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

/** Takes the digest of a body as it is read: the bytes, since two payloads that differ in them are two payloads. */
@Provider
@Priority(BodyDigest.INNERMOST)
class BodyDigest implements ReaderInterceptor {

    static final int INNERMOST = 9000;

    private final RepeatableRequest request;

    BodyDigest(RepeatableRequest request) {
        this.request = request;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        if (request.key() == null) {
            return context.proceed();
        }
        var stream = new DigestInputStream(context.getInputStream(), RepeatableRequest.sha256()) {
            @Override
            public void close() {
                // readers close it, and we read on to the end
            }
        };
        context.setInputStream(stream);
        request.bodyWas(() -> digest(stream));
        var body = context.proceed();
        if (context.getType() != InputStream.class) { // that one is read by the resource, however large it is
            request.fingerprint();
        }
        return body;
    }

    private static byte[] digest(DigestInputStream stream) {
        try {
            stream.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return stream.getMessageDigest().digest();
    }
}
