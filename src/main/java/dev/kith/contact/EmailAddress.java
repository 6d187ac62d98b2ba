package dev.kith.contact;

import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** By which e-mail address a person is known again. */
public final class EmailAddress {

    /** The longest address that mail can be sent to (RFC 5321 with erratum 1690). */
    public static final int LONGEST = 254;

    /** Loose on purpose: one {@code @} between two things. Whether mail arrives there, only mail can tell. */
    private static final Pattern SHAPE = Pattern.compile("[^@\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}]+@[^@\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}]+");

    private EmailAddress() {
    }

    /**
     * The key of an address, {@code email:} and the address in lower case. Also what stands before the {@code @}: mail
     * servers may tell {@code Ada} from {@code ada}, but none that matters does, and people write both.
     *
     * @param address as somebody wrote it; space around it does not count
     * @return empty if that is no e-mail address
     */
    public static Optional<String> keyOf(String address) {
        var stripped = address.strip();
        if (stripped.length() > LONGEST || !SHAPE.matcher(stripped).matches()) {
            return Optional.empty();
        }
        return Optional.of("email:" + Normalizer.normalize(stripped, Form.NFC).toLowerCase(Locale.ROOT));
    }
}
