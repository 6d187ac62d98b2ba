package dev.kith.faults;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The network between a client and a server: passes bytes on, or does not. */
final class Proxy implements AutoCloseable {

    enum Direction {
        THERE,
        BACK
    }

    private static final int BUFFER = 16 * 1024;

    private final InetSocketAddress server;
    private final ServerSocket listening;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Direction> blocked = EnumSet.noneOf(Direction.class);
    private boolean refuses;
    private Duration delay = Duration.ZERO;

    /** @param port where it listens */
    Proxy(int port, int serverPort) throws IOException {
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), serverPort);
        listening = new ServerSocket(port, 200, InetAddress.getLoopbackAddress());
        onThread(this::listen);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Every connection is reset now, and every new one at once, until {@link #heal}. */
    void cut() {
        synchronized (this) {
            refuses = true;
        }
        reset();
    }

    /** Connections stay, and nothing gets through: for both ends the other one is silent. */
    void stall() {
        block(EnumSet.allOf(Direction.class));
    }

    /** What one end says arrives, what the other one says does not. */
    void halfOpen(Direction dead) {
        block(EnumSet.of(dead));
    }

    /** Everything takes this much longer. */
    synchronized void delay(Duration each) {
        delay = each;
    }

    /** All is well from now on; what was held back arrives, as it does when packets were sent again. */
    synchronized void heal() {
        refuses = false;
        delay = Duration.ZERO;
        blocked.clear();
        notifyAll();
    }

    /** Every connection is reset, once. */
    void reset() {
        sockets.forEach(Proxy::reset);
    }

    private synchronized void block(Set<Direction> directions) {
        blocked.addAll(directions);
    }

    private void listen() throws IOException {
        while (true) {
            var client = listening.accept();
            if (refuses()) {
                reset(client);
            } else {
                onThread(() -> connect(client));
            }
        }
    }

    private void connect(Socket client) throws IOException {
        var upstream = new Socket();
        sockets.add(client);
        sockets.add(upstream);
        try {
            upstream.connect(server);
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            if (refuses()) {
                throw new IOException("cut meanwhile");
            }
        } catch (IOException e) {
            forget(client, upstream);
            return;
        }
        onThread(() -> pass(client, upstream, Direction.THERE));
        onThread(() -> pass(upstream, client, Direction.BACK));
    }

    /** An end in one direction is passed on as the end of both: no protocol here needs half of a connection. */
    private void pass(Socket from, Socket to, Direction direction) throws IOException {
        var buffer = new byte[BUFFER];
        try {
            int read;
            while ((read = from.getInputStream().read(buffer)) >= 0) {
                awaitPassage(direction);
                to.getOutputStream().write(buffer, 0, read);
            }
            awaitPassage(direction);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            forget(from, to);
        }
    }

    private void awaitPassage(Direction direction) throws InterruptedException {
        long millis;
        synchronized (this) {
            while (blocked.contains(direction)) {
                wait();
            }
            millis = delay.toMillis();
        }
        if (millis > 0) {
            Thread.sleep(millis);
        }
    }

    private synchronized boolean refuses() {
        return refuses;
    }

    private void forget(Socket... both) throws IOException {
        for (var socket : both) {
            sockets.remove(socket);
            socket.close();
        }
    }

    /** As a router does that has forgotten the connection: no orderly end. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // it was closed at this moment
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void onThread(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // one of both has hung up, or was cut off
            }
        }, "faults-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        heal();
        reset();
    }
}
