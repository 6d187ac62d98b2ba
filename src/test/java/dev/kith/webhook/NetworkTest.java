package dev.kith.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkTest {

    @ParameterizedTest
    @ValueSource(strings = {
            // this host, private, of carriers, loopback, local to the link (where clouds keep their secrets)
            "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254",
            "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255",
            // of protocols, of documents, of benchmarks, relays, multicast, reserved, broadcast
            "192.0.0.8", "192.0.0.170", "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.7",
            "203.0.113.7",
            "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
            // the same in version 6
            "::", "::1", "::7f00:1", "fc00::1", "fd00:ec2::254", "fe80::1", "febf::1", "fec0::1", "ff02::1", "100::1",
            "2001:db8::1",
            "2001::1", "2001:2::1", "2001:20::1", "3fff::1", "5f00::1", "4000::1",
            // version 4 inside of version 6: mapped, translated, by 6to4
            "::ffff:127.0.0.1", "::ffff:a00:1", "::ffff:169.254.169.254", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::10.0.0.1",
            "64:ff9b::169.254.169.254", "64:ff9b:1::1", "2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:101::1" })
    void nobody_on_the_internet_is_there(String address) throws UnknownHostException {
        assertFalse(Network.isPublic(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @ValueSource(strings = { "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
            "126.255.255.255",
            "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0",
            "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e",
            "2400:cb00::1",
            "64:ff9b::8.8.8.8", "2002:808:808::1", "::ffff:8.8.8.8" })
    void anybody_may_be_there(String address) throws UnknownHostException {
        assertTrue(Network.isPublic(InetAddress.getByName(address)));
    }

    @Test
    void a_network_is_those_who_begin_alike() throws UnknownHostException {
        var network = Network.of("10.32.0.0/11");
        assertTrue(network.contains(InetAddress.getByName("10.63.255.255")));
        assertFalse(network.contains(InetAddress.getByName("10.64.0.0")));
        assertFalse(network.contains(InetAddress.getByName("10.31.255.255")));
        assertFalse(network.contains(InetAddress.getByName("a20::")));
        assertTrue(Network.of("0.0.0.0/0").contains(InetAddress.getByName("8.8.8.8")));
        assertTrue(Network.of("::1/128").contains(InetAddress.getByName("::1")));
        assertEquals(8, Network.of("127.0.0.0/8").bits());
    }

    @ParameterizedTest
    @ValueSource(strings = { "10.0.0.0", "10.0.0.0/33", "::/129", "localhost/8", "10.0.0.0/x", "", "a.example/8" })
    void what_is_no_network_is_refused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Network.of(text));
    }
}
