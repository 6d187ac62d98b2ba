package dev.kith.support;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;

import dev.kith.owner.OwnerId;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;

/** Somebody with a network of their own, and a token that is verified as those of a real issuer are. */
public final class TestOwner {

    private final UUID id;
    private final String token;

    private TestOwner(String subject) {
        this.id = OwnerId.of(KithServices.ISSUER, subject);
        this.token = token(subject, "kith", Duration.ofHours(12));
    }

    /** Somebody nobody has heard of. */
    public static TestOwner fresh() {
        return new TestOwner(UUID.randomUUID().toString());
    }

    public UUID id() {
        return id;
    }

    public String token() {
        return token;
    }

    /** A request of this owner; it sends JSON, and the answer is held against the contract. */
    public RequestSpecification api() {
        return dev().header("Authorization", "Bearer " + token);
    }

    /** A request without a token. */
    public static RequestSpecification dev() {
        return RestAssured.given().contentType(ContentType.JSON).filter(new ContractFilter());
    }

    /** A token of the test issuer that may be meant for somebody else, or be of yesterday. */
    public static String token(String subject, String audience, Duration validFor) {
        return Jwt.issuer(KithServices.ISSUER).subject(subject).audience(audience)
                .expiresIn(validFor)
                .sign(privateKey());
    }

    private static PrivateKey privateKey() {
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(
                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(System.getProperty(KithServices.PRIVATE_KEY))));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
