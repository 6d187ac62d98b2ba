package dev.kith.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.zip.CRC32;

/**
 * A personal access token as its owner holds it: {@code kith_<owner>_<secret>}. The owner stands in clear, so that a look-up
 * never crosses owners. The secret has 190 random bits and ends in a check sum of everything before it, by which a typo is
 * refused without asking the database, and a scanner knows that it found one.
 */
record TokenText(UUID ownerId, String text) {

    static final String PREFIX = "kith_";

    private static final String ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM = 32;
    private static final int CHECK_SUM = 6;
    private static final int HINT = 4;
    private static final Pattern FORM = Pattern.compile(
            PREFIX + "([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_[0-9A-Za-z]{" + (RANDOM + CHECK_SUM) + "}");
    private static final SecureRandom SECRETS = new SecureRandom();

    static TokenText fresh(UUID ownerId) {
        var text = new StringBuilder(PREFIX).append(ownerId).append('_');
        SECRETS.ints(RANDOM, 0, ALPHABET.length()).forEach(index -> text.append(ALPHABET.charAt(index)));
        return new TokenText(ownerId, text + checkSum(text));
    }

    /** Empty when it is no token of ours, whatever it looks like. */
    static Optional<TokenText> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        var end = text.length() - CHECK_SUM;
        return text.substring(end).equals(checkSum(text.substring(0, end)))
                ? Optional.of(new TokenText(UUID.fromString(form.group(1)), text))
                : Optional.empty();
    }

    /**
     * What is kept of it: SHA-256. A hash that is slow on purpose protects passwords, which can be guessed; 190 random bits
     * cannot, however fast the hash, and a slow one would be paid by each request.
     */
    byte[] digest() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has it", e);
        }
    }

    /** The last characters, by which its owner tells it from others; of the check sum, so that they give little away. */
    String hint() {
        return text.substring(text.length() - HINT);
    }

    static String checkSum(CharSequence text) {
        var crc = new CRC32();
        crc.update(text.toString().getBytes(StandardCharsets.US_ASCII));
        var sum = new StringBuilder();
        for (var rest = crc.getValue(); sum.length() < CHECK_SUM; rest /= ALPHABET.length()) {
            sum.append(ALPHABET.charAt((int) (rest % ALPHABET.length())));
        }
        return sum.toString();
    }

    /** Not to be read in a log. */
    @Override
    public String toString() {
        return PREFIX + ownerId + "_…";
    }
}
