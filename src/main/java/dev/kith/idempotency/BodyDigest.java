package dev.kith.idempotency;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
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
        if (context.getType() == InputStream.class) {
            // it would be read by the resource only, too late to know the request by
            context.setInputStream(new ByteArrayInputStream(stream.readAllBytes()));
        } else {
            context.setInputStream(stream);
        }
        var body = context.proceed();
        stream.transferTo(OutputStream.nullOutputStream());
        request.bodyWas(stream.getMessageDigest().digest());
        return body;
    }
}
