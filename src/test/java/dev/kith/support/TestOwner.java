package dev.kith.support;

import java.time.Duration;
import java.util.UUID;

import dev.kith.owner.OwnerId;
import dev.kith.owner.Scope;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import io.smallrye.jwt.build.JwtClaimsBuilder;

/** Somebody with a network of their own, and a token that is verified as those of a real issuer are. */
public final class TestOwner {

    private static final String EVERYDAY = String.join(" ", Scope.READ, Scope.WRITE, Scope.EVENTS);

    private final UUID id;
    private final String subject;
    private final String token;

    private TestOwner(String subject, String scope) {
        this.id = OwnerId.of(KithServices.PROVIDER.issuer(), subject);
        this.subject = subject;
        this.token = signed(claims(subject).claim("scope", scope));
    }

    /** Somebody nobody has heard of. */
    public static TestOwner fresh() {
        return of(UUID.randomUUID().toString());
    }

    static TestOwner of(String subject) {
        return new TestOwner(subject, EVERYDAY);
    }

    /** The same one, signed in for something else. @param scopes of the token, which may be none */
    public TestOwner with(String... scopes) {
        return new TestOwner(subject, String.join(" ", scopes));
    }

    public UUID id() {
        return id;
    }

    /** The {@code sub} of the tokens. */
    public String subject() {
        return subject;
    }

    public String token() {
        return token;
    }

    /**
     * A request of this owner; it sends JSON, and the answer is held against the contract, and has nothing of the
     * {@link Victim}'s.
     */
    public RequestSpecification api() {
        return dev().header("Authorization", "Bearer " + token);
    }

    /** A request without a token. */
    public static RequestSpecification dev() {
        return RestAssured.given().contentType(ContentType.JSON).filter(new ContractFilter()).filter(new HeadersFilter())
                .filter(new Victim());
    }

    /** What a good token of the test issuer says; tests take away and add what makes it a bad one. */
    public static JwtClaimsBuilder claims(String subject) {
        return Jwt.issuer(KithServices.PROVIDER.issuer()).subject(subject).audience("kith").expiresIn(Duration.ofHours(12))
                .claim("scope", EVERYDAY);
    }

    public static String signed(JwtClaimsBuilder claims) {
        return signed(claims, key());
    }

    /** As a provider signs who has this key. */
    public static String signed(JwtClaimsBuilder claims, TestProvider.Key key) {
        return claims.jws().keyId(key.id()).sign(key.pair().getPrivate());
    }

    /** That of the test issuer. */
    public static TestProvider.Key key() {
        return TestProvider.Key.read(System.getProperty(KithServices.KEY));
    }
}
