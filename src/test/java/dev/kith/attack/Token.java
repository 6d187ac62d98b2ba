package dev.kith.attack;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.kith.owner.Scope;
import dev.kith.support.TestOwner;

/** A JWT to the letter: what no library would sign is signed here. */
record Token(Map<String, Object> header, Map<String, Object> claims) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** A good one of the test issuer, that lets its bearer do everything. */
    static Token of(TestOwner owner) {
        var parts = owner.with(Scope.KNOWN.toArray(String[]::new)).token().split("\\.");
        return new Token(read(parts[0]), read(parts[1]));
    }

    /** @param value null takes the field away */
    Token header(String name, Object value) {
        return new Token(changed(header, name, value), claims);
    }

    /** @param value null takes the claim away */
    Token claim(String name, Object value) {
        return new Token(header, changed(claims, name, value));
    }

    long at(String claim) {
        return ((Number) claims.get(claim)).longValue();
    }

    /** Signed with the key of the test issuer, by the algorithm that every provider has. */
    String signed() {
        return signed(TestOwner.key().pair().getPrivate(), "SHA256withRSA");
    }

    String signed(PrivateKey key, String algorithm) {
        return signed(text(), key, algorithm);
    }

    /** @param text header and claims, encoded, with a full stop in between */
    static String signed(String text, PrivateKey key, String algorithm) {
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return text + "." + base64(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** With a secret that both sides would have to know. */
    String sealed(byte[] secret, String algorithm) {
        try {
            var mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return text() + "." + base64(mac.doFinal(text().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Header and claims, encoded, with a full stop in between. */
    String text() {
        return encoded(header) + "." + encoded(claims);
    }

    static String encoded(Map<String, Object> json) {
        return base64(written(json).getBytes(StandardCharsets.UTF_8));
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static String written(Object json) {
        try {
            return JSON.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> read(String part) {
        try {
            return JSON.readValue(new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8), LinkedHashMap.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> changed(Map<String, Object> json, String name, Object value) {
        var changed = new LinkedHashMap<>(json);
        if (value == null) {
            changed.remove(name);
        } else {
            changed.put(name, value);
        }
        return changed;
    }
}
