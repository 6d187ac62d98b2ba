package dev.kith.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A block of addresses that begin with the same bits: RFC 4632, 4291. */
record Network(byte[] prefix, int bits) {

    /** An address as numbers; nothing that a resolver would be asked about. */
    private static final Pattern CIDR = Pattern.compile("([0-9a-fA-F:.]+)/([0-9]{1,3})");

    /** What IANA lists as not globally reachable, multicast, and what is not assigned to anybody. */
    private static final List<Network> NOT_PUBLIC = Stream.of(
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
            "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
            "224.0.0.0/3",
            "2001::/23", "2001:db8::/32", "3fff::/20").map(Network::of).toList();

    /** The only addresses of version 6 that are given out; loopback, local, mapped and multicast ones are outside. */
    private static final Network GLOBAL_UNICAST = of("2000::/3");

    /** Addresses of version 6 that lead to one of version 4, and where in them it stands. */
    private static final Network NAT64 = of("64:ff9b::/96");
    private static final Network SIX_TO_FOUR = of("2002::/16");

    /** @throws IllegalArgumentException if it is no block of addresses */
    static Network of(String cidr) {
        var parts = CIDR.matcher(cidr);
        if (!parts.matches()) {
            throw new IllegalArgumentException("not a network, as 10.1.0.0/16: " + cidr);
        }
        try {
            var prefix = InetAddress.getByName(parts.group(1)).getAddress();
            var bits = Integer.parseInt(parts.group(2));
            if (bits > prefix.length * 8) {
                throw new IllegalArgumentException("more bits than an address has: " + cidr);
            }
            return new Network(prefix, bits);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + cidr, e);
        }
    }

    /** Whether anybody on the internet could be sent to there. */
    static boolean isPublic(InetAddress address) {
        var bytes = address.getAddress();
        if (NAT64.contains(address)) {
            return isPublic(version4(bytes, 12));
        }
        if (SIX_TO_FOUR.contains(address)) {
            return isPublic(version4(bytes, 2));
        }
        return (address instanceof Inet4Address || GLOBAL_UNICAST.contains(address))
                && NOT_PUBLIC.stream().noneMatch(network -> network.contains(address));
    }

    private static InetAddress version4(byte[] bytes, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    boolean contains(InetAddress address) {
        var bytes = address.getAddress();
        if (bytes.length != prefix.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            if (((bytes[bit / 8] ^ prefix[bit / 8]) >> (7 - bit % 8) & 1) != 0) {
                return false;
            }
        }
        return true;
    }
}
