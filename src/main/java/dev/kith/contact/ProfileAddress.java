package dev.kith.contact;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * By which profile a person is known again. Only addresses that belong to one person for certain: two colleagues may both
 * give their employer's web site.
 */
public final class ProfileAddress {

    private static final int LONGEST = 2048;
    private static final int LONGEST_NAME = 200;

    /** {@code https://de.linkedin.com/in/ada-lovelace-1815/en?trk=x}, also without its scheme. */
    private static final Pattern LINKEDIN = Pattern.compile(
            "(?:https?://)?(?:[a-z0-9-]{1,63}\\.){0,3}linkedin\\.com(?::[0-9]{1,5})?/in/([^/?#]+)(?:[/?#].*)?",
            Pattern.CASE_INSENSITIVE);

    /** LinkedIn's own id of a member, in which case counts; it stands there for people who chose no name. */
    private static final Pattern MEMBER_ID = Pattern.compile("AC[ow]AA[A-Za-z0-9_-]{34}");
    private static final Pattern UNFIT = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cs}/?#]");

    private ProfileAddress() {
    }

    /**
     * The key of a profile, {@code url:linkedin.com/in/ada-lovelace-1815}: the same for every country's host, with and
     * without {@code www}, percent-encoded or not, in any case, whatever follows the name.
     *
     * @param address as somebody wrote it; space around it does not count
     * @return empty if that is no address of one person's profile
     */
    public static Optional<String> keyOf(String address) {
        var stripped = address.strip();
        if (stripped.length() > LONGEST) {
            return Optional.empty();
        }
        var linkedIn = LINKEDIN.matcher(stripped);
        return linkedIn.matches() ? profileName(linkedIn.group(1)).map("url:linkedin.com/in/"::concat) : Optional.empty();
    }

    private static Optional<String> profileName(String encoded) {
        String decoded;
        try {
            decoded = URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notPercentEncoded) {
            decoded = encoded;
        }
        var name = Normalizer.normalize(decoded, Form.NFC);
        if (name.length() > LONGEST_NAME || UNFIT.matcher(name).find()) {
            return Optional.empty();
        }
        return Optional.of(MEMBER_ID.matcher(name).matches() ? name : name.toLowerCase(Locale.ROOT));
    }
}
