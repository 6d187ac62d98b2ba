package dev.kith.attack;

import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

import dev.kith.support.Contract.Operation;
import dev.kith.support.TestOwner;
import dev.kith.support.TestProvider;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/**
 * Tokens that are none, forged, old, meant for somebody or something else, or good and yet not enough. All of them name an
 * owner for whom the request would succeed.
 */
@QuarkusTest
@TestProfile(UnderAttack.class)
class TokenAttackTest extends AttackTest {

    private static final TestProvider.Key STRANGER = TestProvider.Key.fresh();
    private static final Map<String, Function<Token, String>> BAD = bad();
    private static final Map<String, UnaryOperator<Token>> NOT_ENOUGH = notEnough();

    TokenAttackTest() {
        super("tokens", 30, 10);
    }

    /** A feed is asked for by a token in its address, and by no other. */
    @Override
    boolean concerns(Operation operation) {
        return !operation.scopes().isEmpty();
    }

    @Override
    List<Attempt> attempts(Operation operation) {
        var scene = Scene.fresh();
        var valid = scene.request(operation).without("Authorization");
        var good = Token.of(scene.owner());
        var attempts = new ArrayList<Attempt>();
        elsewhere(good.signed()).forEach((name, trick) -> attempts.add(refused(name, 401, () -> trick.apply(valid))));
        BAD.forEach((name, forge) -> attempts.add(refused(name, 401, () -> valid.bearing(forge.apply(good)))));
        NOT_ENOUGH
                .forEach((name, change) -> attempts.add(refused(name, 403, () -> valid.bearing(change.apply(good).signed()))));
        return attempts;
    }

    /** The same decision on every operation, said by the service itself. */
    private static Attempt refused(String name, int status, Supplier<Request> request) {
        return new Attempt(name, request, answer -> {
            var faults = new ArrayList<String>();
            if (answer.status() != status) {
                faults.add("not " + status);
            }
            var challenges = answer.headers().getOrDefault("WWW-Authenticate", List.of());
            if (challenges.size() != 1 || !challenges.get(0).startsWith("Bearer realm=\"kith\"")
                    || challenges.get(0).contains("error=\"insufficient_scope\"") != (status == 403)) {
                faults.add("another challenge: " + challenges);
            }
            return faults;
        });
    }

    /** Where no token is looked for, or where one is looked for and is none. */
    private static Map<String, UnaryOperator<Request>> elsewhere(String good) {
        var tricks = new LinkedHashMap<String, UnaryOperator<Request>>();
        tricks.put("nothing", request -> request);
        tricks.put("an empty header", request -> request.and("Authorization", ""));
        tricks.put("no token behind the scheme", request -> request.and("Authorization", "Bearer"));
        tricks.put("a blank behind the scheme", request -> request.and("Authorization", "Bearer  "));
        tricks.put("no scheme before the token", request -> request.and("Authorization", good));
        tricks.put("another scheme", request -> request.and("Authorization", "Token " + good));
        tricks.put("a name and a password", request -> request.and("Authorization",
                "Basic " + Base64.getEncoder().encodeToString("kith:kith".getBytes(StandardCharsets.UTF_8))));
        tricks.put("two tokens, both good", request -> request.bearing(good).and("Authorization", "Bearer " + good));
        tricks.put("two tokens, the first one good", request -> request.bearing(good).and("Authorization", "Bearer nonsense"));
        tricks.put("two tokens, the second one good",
                request -> request.bearing("nonsense").and("Authorization", "Bearer " + good));
        tricks.put("two tokens in one header", request -> request.bearing(good + ", Bearer " + good));
        tricks.put("a token of 64 KB", request -> request.bearing(good + "A".repeat(65_536 - good.length())));
        tricks.put("a token in the query", request -> request.to(request.target()
                + (request.target().contains("?") ? "&" : "?") + "access_token=" + good));
        tricks.put("a token in a cookie", request -> request.and("Cookie", "access_token=" + good + "; Authorization=" + good));
        tricks.put("a session of Quarkus", request -> request.and("Cookie", "q_session=" + good + "; q_session_other=" + good));
        tricks.put("a sign-in of Quarkus under way", request -> request.and("Cookie", "q_auth_x=" + good));
        tricks.put("a token for a proxy", request -> request.and("Proxy-Authorization", "Bearer " + good));
        tricks.put("a token that a proxy sends on", request -> request.and("X-Forwarded-Access-Token", good)
                .and("X-Forwarded-User", "root").and("Remote-User", "root"));
        return tricks;
    }

    private static Map<String, Function<Token, String>> bad() {
        var bad = new LinkedHashMap<String, Function<Token, String>>();
        bad.put("nonsense", good -> "nonsense");
        bad.put("full stops", good -> "..");
        bad.put("nonsense with full stops", good -> "a.b.c");
        bad.put("nothing between full stops", good -> good.signed().replaceAll("\\..*\\.", ".."));
        bad.put("nothing before a full stop", good -> "." + good.signed());
        for (var none : List.of("none", "None", "NONE", "nOnE")) {
            bad.put("alg " + none, good -> good.header("alg", none).text() + ".");
            bad.put("alg " + none + " with a signature", good -> good.header("alg", none).signed());
        }
        bad.put("no alg", good -> good.header("alg", null).signed());
        bad.put("an empty alg", good -> good.header("alg", "").signed());
        bad.put("an alg that is a number", good -> good.header("alg", 256).signed());
        bad.put("an alg that there is not", good -> good.header("alg", "RS257").signed());
        bad.put("the public key as a secret",
                good -> good.header("alg", "HS256").sealed(publicKey().getEncoded(), "HmacSHA256"));
        bad.put("the public key, as it is written, as a secret", good -> good.header("alg", "HS256")
                .sealed(pem().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        bad.put("the modulus as a secret", good -> good.header("alg", "HS512")
                .sealed(publicKey().getModulus().toByteArray(), "HmacSHA512"));
        bad.put("nothing as a secret", good -> good.header("alg", "HS256").sealed(new byte[1], "HmacSHA256"));
        bad.put("another algorithm with the right key",
                good -> good.header("alg", "RS512").signed(TestOwner.key().pair().getPrivate(), "SHA512withRSA"));
        bad.put("another algorithm in the header", good -> good.header("alg", "PS256").signed());
        bad.put("a curve and an empty signature",
                good -> good.header("alg", "ES256").text() + "." + Token.base64(new byte[64]));
        bad.put("a stranger's key under the right name", good -> good.signed(stranger(), "SHA256withRSA"));
        bad.put("a stranger's key under its own name",
                good -> good.header("kid", STRANGER.id()).signed(stranger(), "SHA256withRSA"));
        bad.put("the right key under a name nobody knows", good -> good.header("kid", "nobody").signed());
        bad.put("a key that is a file", good -> good.header("kid", "../../../../dev/null").sealed(new byte[1], "HmacSHA256"));
        bad.put("a key that is SQL", good -> good.header("kid", "' union select 'a").signed());
        bad.put("a key that is a number", good -> good.header("kid", 1).signed());
        bad.put("a key without a name", good -> good.header("kid", null).signed());
        bad.put("a key without a name, a stranger's", good -> good.header("kid", null).signed(stranger(), "SHA256withRSA"));
        bad.put("a key that is sent along",
                good -> good.header("kid", null).header("jwk", jwk()).signed(stranger(), "SHA256withRSA"));
        bad.put("a key that is sent along under the right name",
                good -> good.header("jwk", jwk()).signed(stranger(), "SHA256withRSA"));
        bad.put("a key to be fetched",
                good -> good.header("jku", "http://localhost:1/keys").signed(stranger(), "SHA256withRSA"));
        bad.put("a certificate to be fetched", good -> good.header("x5u", "http://localhost:1/key.pem").header("kid", null)
                .signed(stranger(), "SHA256withRSA"));
        bad.put("a certificate that is sent along", good -> good.header("kid", null)
                .header("x5c", List.of(Base64.getEncoder().encodeToString(new byte[300])))
                .signed(stranger(), "SHA256withRSA"));
        bad.put("a certificate by its digest", good -> good.header("kid", null).header("x5t", "AAAA").signed());
        bad.put("an extension nobody knows", good -> good.header("crit", List.of("moon")).header("moon", "full").signed());
        bad.put("an extension that is not there", good -> good.header("crit", List.of("exp")).signed());
        bad.put("claims that are not encoded", good -> good.header("b64", false).header("crit", List.of("b64")).signed());

        bad.put("expired a minute ago", good -> good.claim("exp", good.at("iat") - 60).signed());
        bad.put("expired just longer ago than a clock may be wrong by",
                good -> good.claim("exp", good.at("iat") - 32).signed());
        bad.put("expired long ago", good -> good.claim("exp", 1).signed());
        bad.put("never expires", good -> good.claim("exp", null).signed());
        bad.put("expires at a text", good -> good.claim("exp", "tomorrow").signed());
        bad.put("expires before time began", good -> good.claim("exp", -1).signed());
        bad.put("not yet valid", good -> good.claim("nbf", good.at("iat") + 60).signed());
        bad.put("valid from a text on", good -> good.claim("nbf", "now").signed());
        bad.put("never issued", good -> good.claim("iat", null).signed());

        bad.put("another issuer", good -> good.claim("iss", "https://elsewhere.test").signed());
        bad.put("almost the issuer", good -> good.claim("iss", good.claims().get("iss") + "/").signed());
        bad.put("no issuer", good -> good.claim("iss", null).signed());
        bad.put("two issuers", good -> good.claim("iss", List.of(good.claims().get("iss"), "https://elsewhere.test")).signed());
        bad.put("another audience", good -> good.claim("aud", "another").signed());
        bad.put("almost the audience", good -> good.claim("aud", "Kith").signed());
        bad.put("other audiences", good -> good.claim("aud", List.of("account", "kith-web")).signed());
        bad.put("no audience", good -> good.claim("aud", null).signed());
        bad.put("an empty list of audiences", good -> good.claim("aud", List.of()).signed());
        bad.put("an audience that is a number", good -> good.claim("aud", 7).signed());

        bad.put("nobody", good -> good.claim("sub", null).signed());
        bad.put("somebody without a name", good -> good.claim("sub", "").signed());
        bad.put("somebody with a blank name", good -> good.claim("sub", "  ").signed());
        bad.put("somebody who is a number", good -> good.claim("sub", 7).signed());
        bad.put("somebody who is several", good -> good.claim("sub", List.of(good.claims().get("sub"))).signed());
        bad.put("somebody in two lines", good -> good.claim("sub", "a\nb").signed());
        bad.put("somebody with U+0000", good -> good.claim("sub", good.claims().get("sub") + "\0").signed());
        bad.put("somebody with a very long name", good -> good.claim("sub", "a".repeat(256)).signed());
        bad.put("somebody with half a letter", good -> encodedClaims(good,
                Token.written(good.claim("sub", "HALF").claims()).replace("HALF", "\\ud800")));

        // the framework reads these as well, and takes them for no scopes at all
        bad.put("a scope that is an object",
                good -> good.claim("scope", Map.of("kith:read", true, "kith:write", true)).signed());
        bad.put("scopes in a list in a list", good -> good.claim("scope", List.of(all())).signed());
        bad.put("scopes with commas", good -> good.claim("scope", "kith:read,kith:write,kith:events,kith:admin").signed());

        bad.put("an ID token with the digest of its access token",
                good -> good.claim("at_hash", "HK6E_P6Dh8Y93mRNtsDB1Q").signed());
        bad.put("an ID token with the digest of its code", good -> good.claim("c_hash", "LDktKdoQak3Pk0cnXxCltA").signed());
        bad.put("an ID token with a nonce", good -> good.claim("nonce", "n-0S6_WzA2Mj").signed());
        bad.put("an ID token of Keycloak", good -> good.claim("typ", "ID").signed());
        bad.put("an ID token of Cognito", good -> good.claim("token_use", "id").signed());
        bad.put("a refresh token of Keycloak", good -> good.claim("typ", "Refresh").signed());
        bad.put("a notice of a logout", good -> good
                .claim("events", Map.of("http://schemas.openid.net/event/backchannel-logout", Map.of())).signed());
        bad.put("a notice of a logout by its type", good -> good.header("typ", "logout+jwt").signed());
        bad.put("a proof of possession", good -> good.header("typ", "dpop+jwt").signed());
        bad.put("a type that is a number", good -> good.header("typ", 1).signed());

        bad.put("claims of somebody else under the signature", good -> {
            var parts = good.signed().split("\\.");
            return parts[0] + "." + Token.encoded(good.claim("sub", "somebody else").claims()) + "." + parts[2];
        });
        bad.put("a signature that was cut off", good -> good.text() + ".");
        bad.put("a signature that was left out", Token::text);
        bad.put("a signature that was shortened", good -> good.signed().substring(0, good.signed().length() - 20));
        bad.put("a signature with a bit turned", good -> {
            var token = good.signed().toCharArray();
            token[token.length - 9] = token[token.length - 9] == 'A' ? 'B' : 'A';
            return new String(token);
        });
        bad.put("a signature of noughts", good -> good.text() + "." + Token.base64(new byte[256]));
        bad.put("one part too many", good -> good.signed() + ".x");
        bad.put("the parts of something encrypted", good -> good.signed() + ".x.y");
        bad.put("a header that is no JSON", good -> "AAAA" + good.signed().substring(4));
        bad.put("claims that are no JSON", good -> encodedClaims(good, "{"));
        bad.put("claims that are a list", good -> encodedClaims(good, "[]"));
        bad.put("claims that are nothing", good -> encodedClaims(good, "null"));
        bad.put("a claim twice", good -> encodedClaims(good,
                Token.written(good.claims()).replaceFirst("\\{", "{\"sub\":\"somebody else\",")));
        return bad;
    }

    /** Signed by the right one for the right one, and of no use here. */
    private static Map<String, UnaryOperator<Token>> notEnough() {
        var changes = new LinkedHashMap<String, UnaryOperator<Token>>();
        changes.put("no scope", good -> good.claim("scope", null));
        changes.put("an empty scope", good -> good.claim("scope", ""));
        changes.put("the scopes of everybody", good -> good.claim("scope", "openid profile email offline_access"));
        changes.put("almost a scope", good -> good.claim("scope", "kith:reader xkith:write kith:event kith: kith:* * kith"));
        changes.put("capitals in a scope", good -> good.claim("scope", "KITH:READ KITH:WRITE KITH:EVENTS KITH:ADMIN"));
        changes.put("scopes with tabs and line breaks",
                good -> good.claim("scope", "kith:read\tkith:write\nkith:events\tkith:admin"));
        changes.put("a scope that is a number", good -> good.claim("scope", 7));
        changes.put("a scope that is true", good -> good.claim("scope", true));
        for (var claim : List.of("roles", "groups", "permissions", "scopes", "cognito:groups")) {
            changes.put("scopes as " + claim, good -> good.claim("scope", null).claim(claim, all()));
        }
        changes.put("scopes as roles of Keycloak", good -> good.claim("scope", null)
                .claim("realm_access", Map.of("roles", all()))
                .claim("resource_access", Map.of("kith", Map.of("roles", all()))));
        changes.put("roles of other types", good -> good.claim("scope", null).claim("groups", 7).claim("realm_access", "all")
                .claim("resource_access", List.of(1)));
        return changes;
    }

    private static List<String> all() {
        return List.of("kith:read", "kith:write", "kith:events", "kith:admin");
    }

    private static String encodedClaims(Token good, String claims) {
        return Token.signed(Token.encoded(good.header()) + "." + Token.base64(claims.getBytes(StandardCharsets.UTF_8)),
                TestOwner.key().pair().getPrivate(), "SHA256withRSA");
    }

    private static PrivateKey stranger() {
        return STRANGER.pair().getPrivate();
    }

    private static RSAPublicKey publicKey() {
        return (RSAPublicKey) TestOwner.key().pair().getPublic();
    }

    private static String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(publicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** The stranger's own key, as a header would carry it. */
    private static Map<String, Object> jwk() {
        var key = (RSAPublicKey) STRANGER.pair().getPublic();
        return Map.of("kty", "RSA", "kid", TestOwner.key().id(), "n", Token.base64(key.getModulus().toByteArray()),
                "e", Token.base64(key.getPublicExponent().toByteArray()));
    }
}
