package dev.kith.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A body that is too large to be held in memory, put aside on disk until it is closed. Whoever sends it slowly keeps no
 * transaction open meanwhile.
 */
public final class UploadedFile implements AutoCloseable {

    private final Path path;

    private UploadedFile(Path path) {
        this.path = path;
    }

    /** Reads the body to its end. */
    public static UploadedFile of(InputStream body) throws IOException {
        var file = new UploadedFile(Files.createTempFile("kith-", ".upload")); // readable by this user alone
        try {
            Files.copy(body, file.path, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    public InputStream open() throws IOException {
        return Files.newInputStream(path);
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
