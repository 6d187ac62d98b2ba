package dev.kith.introduction;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** For entity tags: what is seen in a view and can change beside the version. */
final class Besides {

    private Besides() {
    }

    static String digest(Object... parts) {
        var sum = new CRC32C();
        sum.update(Arrays.toString(parts).getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
