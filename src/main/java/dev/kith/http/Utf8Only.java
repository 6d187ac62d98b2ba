package dev.kith.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

import dev.kith.problem.Invalid;

/**
 * Lets UTF-8 pass. Jackson decodes for itself, and takes what is none: a character in more bytes than it needs (RFC 3629,
 * section 10) may be one that somebody before it has looked for.
 */
final class Utf8Only extends FilterInputStream {

    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(8192);
    private byte[] begun = {};

    Utf8Only(InputStream body) {
        super(body);
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        var read = super.read(bytes, offset, length);
        check(bytes, offset, read);
        return read;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** @param length negative at the end, when no character may have begun */
    private void check(byte[] bytes, int offset, int length) {
        var undecoded = ByteBuffer.allocate(begun.length + Math.max(length, 0)).put(begun)
                .put(bytes, offset, Math.max(length, 0)).flip();
        var result = decoder.decode(undecoded, decoded.clear(), length < 0);
        while (result.isOverflow()) {
            result = decoder.decode(undecoded, decoded.clear(), length < 0);
        }
        if (result.isError()) {
            throw new Invalid("", "This is not well-formed JSON: it is not UTF-8.");
        }
        begun = new byte[undecoded.remaining()];
        undecoded.get(begun);
    }
}
