package dev.kith.attack;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;

import io.restassured.RestAssured;

/** Bytes to the service under test and back, each time over a connection of its own. */
final class Wire {

    private static final int PATIENCE_MILLIS = 20_000;

    private Wire() {
    }

    static Answer send(Request request) {
        return send(request.bytes());
    }

    static Answer send(byte[] request) {
        var received = new ByteArrayOutputStream();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), RestAssured.port)) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            try {
                socket.getOutputStream().write(request);
                socket.getOutputStream().flush();
            } catch (SocketException refused) {
                // it need not listen to the end
            }
            var buffer = new byte[0x4000];
            try {
                for (int read; !Answer.isWhole(received.toByteArray()) && (read = socket.getInputStream().read(buffer)) >= 0;) {
                    received.write(buffer, 0, read);
                }
            } catch (SocketException hungUp) {
                // what had been said before counts
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Answer.of(received.toByteArray());
    }
}
