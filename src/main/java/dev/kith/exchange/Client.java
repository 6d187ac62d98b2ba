package dev.kith.exchange;

import java.io.IOException;
import java.io.OutputStream;

import dev.kith.problem.Busy;

/** Who is being written to. That they hung up is no fault, and ends the work: nobody waits for it. */
final class Client extends OutputStream {

    private final OutputStream out;

    Client(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int octet) {
        write(new byte[] { (byte) octet }, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
        try {
            out.write(octets, offset, length);
        } catch (IOException e) {
            throw new Busy("Whoever asked hung up.");
        }
    }
}
