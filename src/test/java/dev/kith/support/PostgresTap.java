package dev.kith.support;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/**
 * Stands between the requests and PostgreSQL and notes every round trip, with the statements it carried: the client has
 * sent, and waits until the server says that it is ready. Knows as much of the protocol as that takes.
 */
public class PostgresTap implements QuarkusTestResourceLifecycleManager {

    private final List<RoundTrip> roundTrips = new ArrayList<>();
    private final List<String> notices = new ArrayList<>();
    private URI database;
    private ServerSocket listening;

    /** The statements that were executed in it, in order; several in a batch, none when it only prepares. */
    public record RoundTrip(List<String> statements) {
    }

    /** The round trips since the last call, of all connections. */
    public List<RoundTrip> taken() {
        synchronized (roundTrips) {
            var taken = List.copyOf(roundTrips);
            roundTrips.clear();
            return taken;
        }
    }

    /** What the server has said beside its answers since the last call. */
    public List<String> noticed() {
        synchronized (notices) {
            var noticed = List.copyOf(notices);
            notices.clear();
            return noticed;
        }
    }

    @Override
    public int order() {
        return 1; // after the database
    }

    @Override
    public Map<String, String> start() {
        database = URI.create(System.getProperty("kith.database.url").substring("jdbc:".length()));
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        onThread(this::listen);
        return Map.of("quarkus.datasource.jdbc.url", "jdbc:postgresql://localhost:%d%s?sslmode=disable&gssEncMode=disable"
                .formatted(listening.getLocalPort(), database.getPath()));
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(PostgresTap.class));
    }

    @Override
    public void stop() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen() throws IOException {
        while (true) {
            var client = listening.accept();
            var server = new Socket(database.getHost(), database.getPort());
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            var session = new Session();
            onThread(() -> {
                try (client; server) {
                    session.requests(client, server);
                }
            });
            onThread(() -> {
                try (client; server) {
                    session.answers(server, client);
                }
            });
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static void onThread(Work work) {
        var thread = new Thread(() -> {
            try {
                work.run();
            } catch (EOFException | SocketException e) {
                // one of both has hung up
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, "postgres-tap");
        thread.setDaemon(true);
        thread.start();
    }

    private final class Session {

        private final Map<String, String> prepared = new HashMap<>();
        private final Map<String, String> portals = new HashMap<>();
        private final Queue<List<String>> unanswered = new ArrayDeque<>();
        private List<String> executed = new ArrayList<>();

        void requests(Socket from, Socket to) throws IOException {
            var in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
            var out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream()));
            forward(body(in), in, out); // the first message has no type
            while (true) {
                var type = in.readByte();
                var body = body(in);
                note((char) type, ByteBuffer.wrap(body));
                out.writeByte(type);
                forward(body, in, out);
            }
        }

        void answers(Socket from, Socket to) throws IOException {
            var in = new DataInputStream(new BufferedInputStream(from.getInputStream()));
            var out = new DataOutputStream(new BufferedOutputStream(to.getOutputStream()));
            while (true) {
                var type = in.readByte();
                var body = body(in);
                if (type == 'Z') {
                    ready();
                } else if (type == 'N') {
                    notice(ByteBuffer.wrap(body));
                }
                out.writeByte(type);
                forward(body, in, out);
            }
        }

        private synchronized void note(char type, ByteBuffer body) {
            switch (type) {
                case 'P' -> prepared.put(text(body), text(body));
                case 'B' -> portals.put(text(body), prepared.get(text(body)));
                case 'E' -> executed.add(portals.get(text(body)));
                case 'Q' -> {
                    executed.add(text(body));
                    asked();
                }
                case 'S' -> asked();
                default -> {
                    // says nothing about statements
                }
            }
        }

        private void asked() {
            unanswered.add(executed);
            executed = new ArrayList<>();
        }

        /** The driver does not wait for the answer to BEGIN: that shares a round trip with what follows. */
        private synchronized void ready() {
            var answered = unanswered.poll();
            if (answered != null && !answered.equals(List.of("BEGIN"))) { // first, nothing was asked yet
                synchronized (roundTrips) {
                    roundTrips.add(new RoundTrip(List.copyOf(answered)));
                }
            }
        }

        private void notice(ByteBuffer body) {
            for (var field = body.get(); field != 0; field = body.get()) {
                var text = text(body);
                if (field == 'M') {
                    synchronized (notices) {
                        notices.add(text);
                    }
                }
            }
        }

        private static String text(ByteBuffer body) {
            var start = body.position();
            while (body.get() != 0) {
                // up to the end of the string
            }
            return new String(body.array(), start, body.position() - start - 1, StandardCharsets.UTF_8);
        }

        private static byte[] body(DataInputStream in) throws IOException {
            var body = new byte[in.readInt() - Integer.BYTES];
            in.readFully(body);
            return body;
        }

        private static void forward(byte[] body, DataInputStream in, DataOutputStream out) throws IOException {
            out.writeInt(body.length + Integer.BYTES);
            out.write(body);
            if (in.available() == 0) {
                out.flush();
            }
        }
    }
}
