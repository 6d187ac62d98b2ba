package dev.kith.webhook;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLException;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;

/**
 * One attempt to say something to whoever is at an address. Connects to the very address that was judged, under the name it
 * was looked up by; follows no redirect, asks no proxy, and reads no more of an answer than it has to.
 */
@ApplicationScoped
class Sender {

    /** Of an answer, which nobody looks at: whoever sends more is hung up on, and so is whoever takes longer. */
    private static final int MOST_READ = 16 * 1024;
    private static final Duration LONGEST_READ = Duration.ofSeconds(1);

    private static final Duration LONGEST_LINGER = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final HttpClient client;
    private final Addresses addresses;
    private final Duration timeout;

    @Inject
    Sender(Vertx vertx, WebhookConfig config, Addresses addresses) {
        this(vertx, config, addresses, new HttpClientOptions());
    }

    Sender(Vertx vertx, WebhookConfig config, Addresses addresses, HttpClientOptions options) {
        this.vertx = vertx;
        this.addresses = addresses;
        this.timeout = config.timeout();
        this.client = vertx.createHttpClient(options
                .setConnectTimeout((int) config.connectTimeout().toMillis())
                .setKeepAliveTimeout((int) LONGEST_LINGER.toSeconds())
                // many owners' endpoints may be at one host: a slow one must not be in the way of another
                .setMaxPoolSize(config.concurrency()));
    }

    /** @param attempt the how manieth: each one tries the next address of those that the host has */
    Outcome send(Target target, int attempt, Map<String, String> headers, byte[] body) throws InterruptedException {
        var start = System.nanoTime();
        try {
            var found = addresses.of(target.host(), timeout);
            var answer = post(target, found.get(attempt % found.size()), headers, body, timeout.minus(since(start)));
            return Outcome.answered(answer.statusCode(), since(start),
                    RetryAfter.of(answer.getHeader("Retry-After"), answer.getHeader("Date")));
        } catch (Undeliverable e) {
            return Outcome.failed(e.failure(), since(start));
        }
    }

    private HttpClientResponse post(Target target, InetAddress address, Map<String, String> headers, byte[] body,
            Duration patience) throws Undeliverable, InterruptedException {
        var options = new RequestOptions().setMethod(HttpMethod.POST).setSsl(target.tls())
                .setHost(target.host()).setPort(target.port()).setURI(target.path())
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(nameless(address), target.port())));
        options.putHeader("Host", target.authority());
        headers.forEach(options::putHeader);
        var answered = new CompletableFuture<HttpClientResponse>();
        client.request(options).onFailure(answered::completeExceptionally).onSuccess(request -> {
            // whoever waits is told; it would be logged else, with what was answered
            request.connection().exceptionHandler(answered::completeExceptionally);
            request.exceptionHandler(answered::completeExceptionally);
            answered.whenComplete((answer, failure) -> {
                if (failure != null) {
                    request.reset(); // nobody waits for it anymore
                }
            });
            request.send(Buffer.buffer(body)).onFailure(answered::completeExceptionally).onSuccess(answer -> {
                skip(answer);
                answered.complete(answer);
            });
        });
        try {
            return answered.get(Math.max(patience.toMillis(), 1), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new Undeliverable(Failure.TIMEOUT);
        } catch (ExecutionException e) {
            throw new Undeliverable(failure(e.getCause()));
        } finally {
            answered.cancel(false);
        }
    }

    /** So that the connection can be used again, unless it takes too much. */
    private void skip(HttpClientResponse answer) {
        var timer = vertx.setTimer(LONGEST_READ.toMillis(), late -> answer.request().reset());
        var read = new int[1];
        answer.handler(part -> {
            read[0] += part.length();
            if (read[0] > MOST_READ) {
                answer.request().reset();
            }
        });
        answer.exceptionHandler(cutOff -> vertx.cancelTimer(timer));
        answer.endHandler(end -> vertx.cancelTimer(timer));
    }

    /** What is connected to are numbers: nothing is left to look up. */
    private static InetAddress nameless(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("the bytes of an address are one", e);
        }
    }

    private static Failure failure(Throwable thrown) {
        for (var cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException) {
                return Failure.NOT_TRUSTED;
            }
            if (cause instanceof ConnectException) {
                return Failure.NO_CONNECTION;
            }
            if (cause instanceof TooLongFrameException || cause instanceof IllegalArgumentException
                    || cause instanceof DecoderException) {
                return Failure.NOT_HTTP;
            }
        }
        return Failure.CUT_OFF;
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
