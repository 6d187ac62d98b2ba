package dev.kith.problem;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Addresses as they may be repeated. */
final class Addresses {

    private static final String FEEDS = "/v1/feeds";
    private static final Pattern TOKEN = Pattern.compile("kith_|/feeds/", Pattern.CASE_INSENSITIVE);
    private static final Pattern STRAY_PERCENT = Pattern.compile("%(?![0-9a-fA-F]{2})");

    private Addresses() {
    }

    /** An address with a token in it opens a feed, as it is or once a typo in it is mended: of that, only what all share. */
    static String withoutTokens(String path) {
        var readable = URLDecoder.decode(STRAY_PERCENT.matcher(path).replaceAll("%25"), StandardCharsets.UTF_8);
        return TOKEN.matcher(readable).find() ? FEEDS : path;
    }
}
