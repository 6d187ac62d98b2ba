package dev.kith.exchange;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

import dev.kith.problem.Invalid;

/**
 * The characters of an uploaded file, which must be UTF-8, with a byte order mark or without.
 * <p>
 * Other encodings are refused and not guessed. A guess gives people wrong names, and where a name is part of how
 * somebody is known again, the right file brings them in a second time.
 */
final class UploadedText extends Reader {

    /** A line of people is never that long: a quote was not closed, and the rest of the file would be taken for one name. */
    private static final int LONGEST_ROW = 64 * 1024;
    private static final int CHUNK = 8 * 1024;

    private final InputStream bytes;
    private final Supplier<Invalid> noRow;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer encoded = ByteBuffer.allocate(CHUNK).flip();
    private final CharBuffer decoded = CharBuffer.allocate(CHUNK).flip();

    private boolean begun;
    private boolean ended;
    private long line = 1;
    private char last = '\n';
    private long rowLine;
    private long rowLength;

    /** @param noRow what to say when so much text comes before the first row that it will never come */
    UploadedText(InputStream bytes, Supplier<Invalid> noRow) {
        this.bytes = bytes;
        this.noRow = noRow;
    }

    /** Says that what is read from here on belongs to another row, give or take what was read ahead. */
    void rowBegins(long line) {
        rowLine = line;
        rowLength = 0;
    }

    /** The line on which the row begins that is being read. */
    long rowLine() {
        return rowLine;
    }

    /** Whether the last line that was read was ended. */
    boolean endsWithLine() {
        return last == '\n' || last == '\r';
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        while (!decoded.hasRemaining()) {
            if (!decode()) {
                return -1;
            }
        }
        var count = Math.min(length, decoded.remaining());
        decoded.get(target, offset, count);
        rowLength += count;
        if (rowLength > LONGEST_ROW) {
            throw rowLine == 0 ? noRow.get()
                    : new Invalid("line " + rowLine,
                            "The row that begins here is longer than 64 KiB; most likely a quote in it is not closed.");
        }
        return count;
    }

    /** @return false at the end of the file */
    private boolean decode() throws IOException {
        if (!begun) {
            begin();
        }
        decoded.clear();
        while (true) {
            var result = utf8.decode(encoded, decoded, ended);
            if (decoded.position() > 0) {
                decoded.flip();
                inspect();
                return true;
            }
            if (result.isError()) {
                throw new Invalid("line " + line,
                        "This line is not UTF-8 text. Send the file as it was made, or save it as \"CSV UTF-8\".");
            }
            if (ended) {
                decoded.flip();
                return false;
            }
            fill();
        }
    }

    private void begin() throws IOException {
        begun = true;
        encoded.clear().limit(bytes.readNBytes(encoded.array(), 0, CHUNK));
        if (!encoded.hasRemaining()) {
            throw new Invalid("file", "The file is empty.");
        }
        if (beginsWith(0xFE, 0xFF) || beginsWith(0xFF, 0xFE)) {
            throw new Invalid("file", "The file is UTF-16. Send it as it was made, or save it as \"CSV UTF-8\".");
        }
        if (beginsWith('P', 'K', 3, 4)) {
            throw new Invalid("file", "The file is a zip archive. Unpack it and send the CSV file that is in it.");
        }
        if (beginsWith(0xEF, 0xBB, 0xBF)) {
            encoded.position(3);
        }
    }

    private boolean beginsWith(int... signature) {
        for (var i = 0; i < signature.length; i++) {
            if (i >= encoded.limit() || (encoded.get(i) & 0xFF) != signature[i]) {
                return false;
            }
        }
        return true;
    }

    private void fill() throws IOException {
        encoded.compact();
        var count = bytes.read(encoded.array(), encoded.position(), encoded.remaining());
        ended = count < 0;
        encoded.position(encoded.position() + Math.max(count, 0)).flip();
    }

    /** Counts lines, and refuses what no column of PostgreSQL can hold. */
    private void inspect() {
        for (var i = decoded.position(); i < decoded.limit(); i++) {
            var character = decoded.get(i);
            if (character == 0) {
                throw new Invalid("line " + line,
                        "This line holds NUL characters, as UTF-16 and binary files do. Send the file as it was made, or save it as \"CSV UTF-8\".");
            }
            if (character == '\r' || character == '\n' && last != '\r') {
                line++;
            }
            last = character;
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
