package dev.kith.attack;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;

import dev.kith.support.Contract.Operation;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;

/** Addresses and headers that make a guard see another operation than the one that is carried out. */
@QuarkusTest
@TestProfile(UnderAttack.class)
class PathAttackTest extends AttackTest {

    private static final Map<String, UnaryOperator<Request>> TRICKS = tricks();

    PathAttackTest() {
        super("path tricks", 2 * 12, 8);
    }

    /** What is guarded by something else than its address. */
    @Override
    boolean concerns(Operation operation) {
        return !operation.scopes().isEmpty();
    }

    @Override
    List<Attempt> attempts(Operation operation) {
        var scene = Scene.fresh();
        var valid = scene.request(operation);
        var forNothing = scene.owner().with().token();
        var attempts = new ArrayList<Attempt>();
        TRICKS.forEach((name, trick) -> {
            attempts.add(Attempt.answered(name + ", not signed in", refusals(401),
                    () -> trick.apply(valid.without("Authorization"))));
            attempts.add(Attempt.answered(name + ", for nothing", refusals(403),
                    () -> trick.apply(valid.bearing(forNothing))));
        });
        return attempts;
    }

    /** What the plain address is answered with; or that there is no such address, or no such method at it. */
    private static Set<Integer> refusals(int plain) {
        return Set.of(plain, 400, 404, 405);
    }

    private static Map<String, UnaryOperator<Request>> tricks() {
        var tricks = new LinkedHashMap<String, UnaryOperator<Request>>();
        tricks.put("a parameter at the end", path(path -> path + ";x"));
        tricks.put("an escaped parameter at the end", path(path -> path + "%3Bx"));
        tricks.put("a parameter in the middle", path(path -> path.replaceFirst("/v1", "/v1;x=y")));
        tricks.put("a parameter that is a file", path(path -> path + ";.css"));
        tricks.put("two slashes in front", path(path -> "/" + path));
        tricks.put("two slashes in the middle", path(path -> path.replaceFirst("/v1/", "/v1//")));
        tricks.put("a segment that stays", path(path -> path.replaceFirst("/v1/", "/v1/./")));
        tricks.put("a segment that goes back", path(path -> "/openapi.yaml/.." + path));
        tricks.put("a segment that goes back behind a parameter", path(path -> "/q/health/..;/.." + path));
        tricks.put("an escaped segment that goes back", path(path -> "/openapi.yaml/%2e%2E" + path));
        tricks.put("an escaped slash", path(path -> path.replaceFirst("/v1/", "/v1%2F")));
        tricks.put("a slash that is escaped twice", path(path -> path.replaceFirst("/v1/", "/v1%252F")));
        tricks.put("a backslash", path(path -> path.replaceFirst("/v1/", "/v1\\\\")));
        tricks.put("an escaped backslash", path(path -> path.replaceFirst("/v1/", "/v1%5C")));
        tricks.put("an escaped letter", path(path -> path.replaceFirst("/v1", "/%76%31")));
        tricks.put("an overlong letter", path(path -> path.replaceFirst("/v1", "/%c1%b61")));
        tricks.put("a slash at the end", path(path -> path + "/"));
        tricks.put("a dot at the end", path(path -> path + "."));
        tricks.put("a blank at the end", path(path -> path + "%20"));
        tricks.put("U+0000 at the end", path(path -> path + "%00"));
        tricks.put("a line break at the end", path(path -> path + "%0d%0a"));
        tricks.put("an ending", path(path -> path + ".json"));
        tricks.put("capitals", path(path -> path.toUpperCase(Locale.ROOT)));
        tricks.put("a fragment", path(path -> path + "#/openapi.yaml"));
        tricks.put("a whole address", path(path -> "http://kith" + path));
        tricks.put("a whole address of somebody else", path(path -> "http://localhost:1@kith" + path));
        tricks.put("another method in a header",
                request -> request.by("GET").and("X-HTTP-Method-Override", request.method()));
        tricks.put("another method in another header", request -> request.by("GET").and("X-Method-Override", request.method())
                .and("X-HTTP-Method", request.method()));
        tricks.put("another address in a header",
                request -> request.and("X-Original-URL", "/openapi.yaml").and("X-Rewrite-URL", "/openapi.yaml"));
        tricks.put("a prefix in a header",
                request -> request.and("X-Forwarded-Prefix", "/q").and("X-Forwarded-Uri", "/q/health")
                        .and("Forwarded", "for=127.0.0.1;host=localhost;proto=https"));
        return tricks;
    }

    private static UnaryOperator<Request> path(UnaryOperator<String> change) {
        return request -> request.to(change.apply(request.path()) + request.target().substring(request.path().length()));
    }
}
