package dev.kith.webhook;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

import dev.kith.problem.Invalid;
import dev.kith.problem.RuleBroken;

/**
 * Where events are sent, as its owner wrote it. What the name in it leads to is looked up, and judged, before each attempt.
 *
 * @param host a name, or an address as numbers without brackets
 * @param path with the query
 */
record Target(boolean tls, String host, int port, String path) {

    private static final int LOWEST_OF_NO_SERVICE = 1024;

    /** What ends in a number is read as an address in many spellings; only the plain one is taken. */
    private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(.*\\.)?(0[xX][0-9a-fA-F]*|[0-9]+)");
    private static final Pattern PLAIN_ADDRESS = Pattern.compile("((25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)(\\.(?!$)|$)){4}");

    /**
     * @throws Invalid if it is no address
     * @throws RuleBroken if it is one that is not sent to, whoever is there
     */
    static Target of(String url, boolean allowHttp) {
        URI uri;
        try {
            uri = new URI(url).parseServerAuthority();
        } catch (URISyntaxException e) {
            throw invalid("This must be an address, as https://example.com/hooks.");
        }
        var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http") || uri.getHost() == null) {
            throw invalid("This must be an address, as https://example.com/hooks.");
        }
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw invalid("An address has neither a user nor a fragment here.");
        }
        var host = uri.getHost().startsWith("[") ? uri.getHost().substring(1, uri.getHost().length() - 1) : uri.getHost();
        if (host.contains("%") || host.endsWith(".")
                || NUMBER_AT_THE_END.matcher(host).matches() && !PLAIN_ADDRESS.matcher(host).matches()) {
            throw invalid("The host must be a name without a dot at its end, or an address in its plain form.");
        }
        var tls = scheme.equals("https");
        if (!tls && !allowHttp) {
            throw new RuleBroken("/url", "Events are sent by https only.");
        }
        var standard = tls ? 443 : 80;
        var port = uri.getPort() < 0 ? standard : uri.getPort();
        if (port != 443 && port != 80 && port < LOWEST_OF_NO_SERVICE || port > 65535) {
            throw new RuleBroken("/url", "The port must be 443, 80, or from " + LOWEST_OF_NO_SERVICE + " on.");
        }
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new Target(tls, host, port, uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery());
    }

    /** As HTTP names the host. */
    String authority() {
        var name = host.contains(":") ? "[" + host + "]" : host;
        return port == (tls ? 443 : 80) ? name : name + ":" + port;
    }

    /** When the host is no name, and nobody has to be asked where it leads. */
    Optional<InetAddress> literal() {
        try {
            return host.contains(":") || PLAIN_ADDRESS.matcher(host).matches()
                    ? Optional.of(InetAddress.getByName(host))
                    : Optional.empty();
        } catch (UnknownHostException e) {
            throw invalid("The host is no address.");
        }
    }

    private static Invalid invalid(String detail) {
        return new Invalid("/url", detail);
    }

    /** What is behind the host may be a secret. */
    @Override
    public String toString() {
        return host;
    }
}
