package dev.kith.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;

/**
 * Where the name of a host leads, and whether that may be sent to. Asked before each attempt, and what was judged is what is
 * connected to: whoever answers for a name can answer something else the next time.
 */
@ApplicationScoped
class Addresses {

    /** Of threads that wait for names: a resolver is silent for as long as it likes. */
    private static final int MOST_AT_ONCE = 64;
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final List<Network> allowed;
    private final Names names;
    private final ExecutorService resolving = new ThreadPoolExecutor(0, MOST_AT_ONCE, IDLE.toSeconds(), TimeUnit.SECONDS,
            new SynchronousQueue<>(), Addresses::thread);

    @Inject
    Addresses(WebhookConfig config) {
        this(config, InetAddress::getAllByName);
    }

    Addresses(WebhookConfig config, Names names) {
        this.allowed = config.allowedNetworks().orElse(List.of()).stream().map(Network::of).toList();
        this.names = names;
    }

    interface Names {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    @PreDestroy
    void close() {
        resolving.shutdownNow();
    }

    /**
     * All of them, which all may be sent to.
     *
     * @throws Undeliverable if there is none, or one that may not
     */
    List<InetAddress> of(String host, Duration patience) throws Undeliverable, InterruptedException {
        var found = resolve(host, patience);
        for (var address : found) {
            if (!mayBeSentTo(address)) {
                throw new Undeliverable(Failure.NOT_PUBLIC);
            }
        }
        return List.of(found);
    }

    boolean mayBeSentTo(InetAddress address) {
        return Network.isPublic(address) || allowed.stream().anyMatch(network -> network.contains(address));
    }

    private InetAddress[] resolve(String host, Duration patience) throws Undeliverable, InterruptedException {
        try {
            return resolving.submit(() -> names.addressesOf(host)).get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | RejectedExecutionException | TimeoutException e) {
            throw new Undeliverable(Failure.UNRESOLVED);
        }
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "kith-webhook-names");
        thread.setDaemon(true);
        return thread;
    }
}
