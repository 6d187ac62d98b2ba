package dev.kith.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.annotation.Priority;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.kith.problem.BadJson;
import dev.kith.problem.Invalid;
import dev.kith.problem.TooLarge;

/** Reads no body that is too large, and says of every other what is wrong with it: a method that wants one gets one. */
@Provider
@Priority(RequestBody.OUTERMOST)
class RequestBody implements ContainerRequestFilter, ReaderInterceptor {

    static final int OUTERMOST = 100;

    private static final long MEBIBYTE = 1024 * 1024;
    private static final Pattern JSON = Pattern.compile("(.+\\+)?json", Pattern.CASE_INSENSITIVE);

    @Context
    ResourceInfo resource;

    @Override
    public void filter(ContainerRequestContext request) {
        var length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > limit()) {
            throw tooLarge();
        }
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        var json = context.getType() != InputStream.class;
        understand(context, json);
        var limited = new Limited(context.getInputStream(), limit());
        context.setInputStream(json ? new Utf8Only(limited) : limited);
        Object body;
        try {
            body = context.proceed();
        } catch (JsonProcessingException e) {
            throw BadJson.explain(e);
        } catch (WebApplicationException e) {
            throw e.getCause() instanceof JsonProcessingException malformed ? BadJson.explain(malformed) : e;
        }
        if (body == null) {
            throw new Invalid("", "A body is needed.");
        }
        return body;
    }

    /** What is packed would be taken for something else than was meant, and what can be made of a text for one. */
    private static void understand(ReaderInterceptorContext context, boolean json) {
        var type = context.getMediaType();
        var packed = context.getHeaders().getOrDefault(HttpHeaders.CONTENT_ENCODING, List.of());
        if (type.isWildcardSubtype() || json && !JSON.matcher(type.getSubtype()).matches()
                || !packed.stream().allMatch("identity"::equalsIgnoreCase)) {
            throw new NotSupportedException();
        }
    }

    private long limit() {
        var own = resource.getResourceMethod().getAnnotation(BodyLimit.class);
        return (own == null ? BodyLimit.DEFAULT : own.mebibytes()) * MEBIBYTE;
    }

    private TooLarge tooLarge() {
        return new TooLarge("The body is larger than " + limit() / MEBIBYTE + " MiB.");
    }

    /** Counts what has no Content-Length. */
    private final class Limited extends FilterInputStream {

        private long left;

        Limited(InputStream body, long limit) {
            super(body);
            this.left = limit;
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            try {
                var read = super.read(bytes, offset, length);
                count(read);
                return read;
            } catch (IOException e) { // whoever sent it will not see this: the connection is gone
                throw new Invalid("", "The body breaks off.");
            }
        }

        @Override
        public boolean markSupported() {
            return false;
        }

        private void count(int read) {
            left -= Math.max(read, 0);
            if (left < 0) {
                throw tooLarge();
            }
        }
    }
}
