package dev.kith.limit;

import java.util.Arrays;
import java.util.HexFormat;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;

/**
 * Who asks, as far as the network tells: an IPv4 address, or the /64 of an IPv6 address, which is what one household or one
 * machine is given.
 */
record ClientAddress(String prefix) {

    private static final int IPV4_BYTES = 4;
    private static final int NETWORK_BYTES = 8;
    private static final byte[] MAPPED = HexFormat.of().parseHex("00000000000000000000ffff");

    /** Everybody whose address cannot be told: a proxy may send a word instead. */
    private static final ClientAddress UNKNOWN = new ClientAddress("");

    /** @param address of the connection, or what a proxy that is trusted says it is */
    static ClientAddress of(SocketAddress address) {
        var host = address == null ? null : address.host();
        var bytes = host == null ? null : NetUtil.createByteArrayFromIpAddressString(host); // asks no name server
        if (bytes == null) {
            return UNKNOWN;
        }
        if (bytes.length == IPV4_BYTES) {
            return new ClientAddress(HexFormat.of().formatHex(bytes));
        }
        return Arrays.equals(bytes, 0, MAPPED.length, MAPPED, 0, MAPPED.length)
                ? new ClientAddress(HexFormat.of().formatHex(bytes, MAPPED.length, bytes.length))
                : new ClientAddress(HexFormat.of().formatHex(bytes, 0, NETWORK_BYTES));
    }
}
