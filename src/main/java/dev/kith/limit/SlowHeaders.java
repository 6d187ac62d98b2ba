package dev.kith.limit;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.netty.bootstrap.ChannelInitializerExtension;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.quarkus.arc.Arc;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import io.vertx.ext.web.RoutingContext;

/**
 * Closes connections on which the headers of a request do not come to an end. The server itself only knows connections on
 * which nothing happens at all, and one byte now and then is something. Netty finds this class when {@code KithMain} tells it
 * to look.
 */
public class SlowHeaders extends ChannelInitializerExtension {

    @Override
    public void postInitializeServerChildChannel(Channel connection) {
        connection.pipeline().addLast(new Watch(Arc.container().instance(LimitConfig.class).get().headers()));
    }

    /** The headers are there; from the answer on, the next ones are waited for. */
    static void arrived(RoutingContext event) {
        var watch = watch(event.request());
        if (watch != null) {
            watch.arrived(event.request().version());
            event.addEndHandler(answered -> watch.answered());
        }
    }

    private static Watch watch(HttpServerRequest request) {
        return request.connection() instanceof ConnectionBase connection ? connection.channel().pipeline().get(Watch.class)
                : null;
    }

    /** Of one connection; used by its event loop only. */
    private static final class Watch extends ChannelInboundHandlerAdapter {

        private final Duration patience;
        private ChannelHandlerContext connection;
        private Future<?> end;
        private int atWork;

        Watch(Duration patience) {
            this.patience = patience;
        }

        @Override
        public void handlerAdded(ChannelHandlerContext context) {
            connection = context;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) throws Exception {
            begin();
            super.channelActive(context);
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
            if (atWork == 0 && end == null) {
                begin();
            }
            super.channelRead(context, bytes);
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            cancel();
            super.channelInactive(context);
        }

        private void begin() {
            end = connection.executor().schedule(() -> connection.close(), patience.toMillis(), TimeUnit.MILLISECONDS);
        }

        private void cancel() {
            if (end != null) {
                end.cancel(false);
                end = null;
            }
        }

        void arrived(HttpVersion version) {
            cancel();
            if (version == HttpVersion.HTTP_2) {
                connection.pipeline().remove(this); // frames come in between requests, too
            } else {
                atWork++;
            }
        }

        void answered() {
            connection.executor().execute(() -> atWork--);
        }
    }
}
