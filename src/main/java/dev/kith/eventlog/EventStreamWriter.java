package dev.kith.eventlog;

import java.io.OutputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;

import org.jboss.resteasy.reactive.server.core.ResteasyReactiveRequestContext;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyWriter;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/**
 * Lets go of the request, and lets the stream write. What the framework has for such streams knows neither comments nor a
 * client that is to be cut off.
 */
@Provider
class EventStreamWriter implements ServerMessageBodyWriter<EventStream> {

    @Override
    public boolean isWriteable(Class<?> type, Type generic, ResteasyReactiveResourceInfo resource, MediaType media) {
        return EventStream.class.equals(type);
    }

    @Override
    public boolean isWriteable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return EventStream.class.equals(type);
    }

    @Override
    public void writeResponse(EventStream stream, Type generic, ServerRequestContext request) {
        var context = (ResteasyReactiveRequestContext) request;
        context.suspend();
        stream.begin(context::resume);
    }

    @Override
    public void writeTo(EventStream stream, Class<?> type, Type generic, Annotation[] annotations, MediaType media,
            MultivaluedMap<String, Object> headers, OutputStream out) {
        throw new UnsupportedOperationException("a stream is never written to its end");
    }
}
