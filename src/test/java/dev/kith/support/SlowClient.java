package dev.kith.support;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** A client that always has one byte more to send. */
public final class SlowClient {

    /** In milliseconds. */
    private static final int PAUSE = 100;

    /** Longer than limits are in tests, and shorter than what a server waits for by itself. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

    private SlowClient() {
    }

    /**
     * Sends the beginnings one after the other, each a while after the last, and then byte by byte until the server hangs up.
     */
    public static String answerTo(URI server, String... beginnings) throws IOException {
        try (var socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(PAUSE);
            var answer = new StringBuilder();
            for (var beginning : beginnings) {
                send(socket, beginning);
                isOpen(socket, answer);
            }
            for (var deadline = System.nanoTime() + PATIENCE; System.nanoTime() < deadline;) {
                if (!isOpen(socket, answer)) {
                    return answer.toString();
                }
                send(socket, "x");
            }
            throw new AssertionError("it was not cut off, and got " + answer);
        }
    }

    private static boolean isOpen(Socket socket, StringBuilder answer) throws IOException {
        var bytes = new byte[4_000];
        try {
            var read = socket.getInputStream().read(bytes);
            answer.append(new String(bytes, 0, Math.max(read, 0), StandardCharsets.US_ASCII));
            return read >= 0;
        } catch (SocketTimeoutException nothing) {
            return true;
        } catch (SocketException reset) {
            return false;
        }
    }

    public static void send(Socket socket, String text) {
        try {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
        } catch (IOException closed) {
            // the other side need not listen to the end
        }
    }
}
