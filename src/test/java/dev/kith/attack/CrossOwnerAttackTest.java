package dev.kith.attack;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.kith.owner.Scope;
import dev.kith.support.Contract.Operation;
import dev.kith.support.Database;
import dev.kith.support.Victim;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import tools.jackson.databind.JsonNode;

/**
 * What belongs to another owner, named wherever something can be named, is answered to the letter like what does not exist; and
 * the other owner, who is the {@link Victim}, keeps every row as it was.
 */
@QuarkusTest
@TestProfile(UnderAttack.class)
class CrossOwnerAttackTest extends AttackTest {

    private static final List<String> HEADERS = List.of("X-Owner-Id", "X-Owner", "Owner", "X-Tenant-Id", "X-Tenant",
            "X-User-Id",
            "X-User", "X-Forwarded-User", "X-Remote-User", "X-Auth-Request-User", "X-Impersonate-User", "Kith-Owner", "From",
            "Cookie");
    private static final List<String> PARAMETERS = List.of("ownerId", "owner_id", "owner", "tenant", "user", "sub", "as");

    /**
     * Another thing the second time, as closing an account is, or the eleventh, as endpoints are few: each is somebody else's.
     */
    private static final Set<String> NOT_AGAIN = Set.of("closeMe", "createWebhook");

    /** As long as what it stands for, so that lengths have to be the same as well. */
    private static final String NOBODYS_WORD = "Nosuchby";

    /** Another one in every answer: instants, ids that Kith makes, entity tags, cursors, secrets, how far the log is. */
    private static final Pattern CHANGING = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z"
            + "|(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\\\\?\"[0-9]+(\\.[0-9a-f]+)?\\\\?\""
            + "|(?m)^id: .*$|\"(nextCursor|cursor|token|hint|feed|secret)\":\"[^\"]*\"|\"(cursor|head|lag|waiting|waitingSeconds)\":[0-9.]+");
    /** Of the moment, and of the connection. */
    private static final Set<String> CHANGING_HEADERS = Set.of("date", "ratelimit", "ratelimit-policy", "retry-after");

    /** The victim's things, by the sample of the contract whose place they take. */
    private Map<String, String> theirs;

    CrossOwnerAttackTest() {
        super("cross-owner", 20, 8);
    }

    private Map<String, String> theirs() {
        if (theirs == null) {
            Victim.make();
            theirs = new LinkedHashMap<>();
            theirs.put(Scene.CONTACT, Victim.ADA);
            theirs.put(Scene.OTHER_CONTACT, Victim.ANA);
            theirs.put(Scene.ORGANIZATION, Victim.ORGANIZATION);
            theirs.put(Scene.OTHER_ORGANIZATION, Victim.OTHER_ORGANIZATION);
            theirs.put(Scene.INTERACTION, Victim.MEAL);
            theirs.put(Scene.INTRODUCTION, Victim.PROPOSED);
            theirs.put(Scene.ASK, Victim.ASK);
            theirs.put(Scene.NAME, Victim.nameId());
            theirs.put(Scene.IMPORT, Victim.importId());
            theirs.put(Scene.WEBHOOK, Victim.webhookId());
            theirs.put(Scene.DELIVERY, Victim.deliveryId());
        }
        return theirs;
    }

    /** What operators see is no owner's, and changes with all that happens. */
    @Override
    boolean concerns(Operation operation) {
        return !operation.scopes().contains(Scope.ADMIN);
    }

    @Override
    List<Attempt> attempts(Operation operation) {
        var mine = Scene.fresh();
        var valid = mine.request(operation);
        var named = mine.things().entrySet().stream()
                .filter(thing -> theirs().containsKey(thing.getKey()) && text(valid).contains(thing.getValue()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        if (!operation.method().equals("GET")) { // what can be done once only, and without naming anything, is done before
            Wire.send(naming(valid, named, sample -> UUID.randomUUID().toString()));
        }
        Database.awaitLog(mine.owner().id()); // or one of two answers about events has more of them
        var attempts = new ArrayList<Attempt>();
        inAddress(attempts, valid, named);
        inBody(attempts, valid, named);
        asNewId(attempts, operation, valid);
        inQuery(attempts, operation, valid);
        inHeaders(attempts, operation, valid, named);
        return attempts;
    }

    private void inAddress(List<Attempt> attempts, Request valid, Map<String, String> named) {
        named.forEach((sample, own) -> {
            if (valid.path().contains(own)) {
                theirs().values().forEach(their -> {
                    attempts.add(hidden("their " + their + " in the address", their,
                            id -> valid.to(target -> target.replace(own, id))));
                });
                attempts.add(hidden("their id in capitals", theirs().get(sample).toUpperCase(Locale.ROOT),
                        id -> valid.to(target -> target.replace(own, id))));
            }
        });
    }

    private void inBody(List<Attempt> attempts, Request valid, Map<String, String> named) {
        named.forEach((sample, own) -> {
            if (body(valid).contains(own)) {
                theirs().values().forEach(their -> attempts.add(alike("their " + their + " in the body", their,
                        id -> valid.sending(body(valid).replace(own, id)))));
            }
        });
    }

    /** With an id that another owner has given to something, new things are made as with any other. */
    private void asNewId(List<Attempt> attempts, Operation operation, Request valid) {
        if (operation.method().equals("POST") && schema(operation).path("properties").has("id")) {
            theirs().values().forEach(their -> attempts.add(alike("their " + their + " for something new", their, id -> {
                var request = Scene.fresh().request(operation);
                return request.sending(body(request).replaceFirst("\\{", "{\"id\": \"" + id + "\", "));
            })));
        }
    }

    private static JsonNode schema(Operation operation) {
        return CONTRACT.resolved(CONTRACT.at(operation.pointer() + "/requestBody").path("content").path("application/json")
                .path("schema"));
    }

    private void inQuery(List<Attempt> attempts, Operation operation, Request valid) {
        for (var parameter : CONTRACT.parameters(operation)) {
            var name = parameter.path("name").asString();
            if (!parameter.path("in").asString().equals("query")) {
                continue;
            }
            if (Set.of("cursor", "after").contains(name)) {
                Victim.cursors().forEach((list, cursor) -> attempts.add(new Attempt("their cursor of " + list,
                        () -> query(valid, name, cursor), CrossOwnerAttackTest::nothingOfTheirs)));
            } else if (operation.method().equals("GET")) {
                theirs().values().forEach(their -> attempts.add(alike("their " + their + " as " + name, their,
                        id -> query(valid, name, id))));
                attempts.add(alike("their word as " + name, Victim.NAME, NOBODYS_WORD, word -> query(valid, name, word)));
            }
        }
    }

    /** Who they are, and what they know, in headers; the request is for what is theirs where it is for something. */
    private void inHeaders(List<Attempt> attempts, Operation operation, Request valid, Map<String, String> named) {
        var request = naming(valid, named, theirs()::get);
        var owner = Victim.OWNER.id().toString();
        HEADERS.forEach(
                name -> attempts.add(alike("the owner as " + name, owner, id -> anew(operation, request).and(name, id))));
        PARAMETERS.forEach(
                name -> attempts.add(alike("the owner as ?" + name, owner, id -> query(anew(operation, request), name, id))));
        var events = Victim.cursors().get("/v1/events");
        attempts.add(alike("their Last-Event-ID", owner, id -> anew(operation, request).and("Last-Event-ID", events)));
        attempts.add(alike("their Idempotency-Key", Victim.KEY, NOBODYS_WORD,
                key -> operation.method().equals("POST") ? request.with("Idempotency-Key", key)
                        : anew(operation, request).and("Idempotency-Key", key)));
        if (!named.isEmpty()) {
            for (var tag : Victim.tags()) {
                for (var header : List.of("If-Match", "If-None-Match")) {
                    attempts.add(alike("their " + header, "nothing to replace", id -> request.with(header, tag)));
                }
            }
        }
    }

    private static Request anew(Operation operation, Request request) {
        return NOT_AGAIN.contains(operation.id()) ? request.bearing(Scene.fresh().owner().token()) : request;
    }

    private static Request naming(Request valid, Map<String, String> named, UnaryOperator<String> others) {
        var request = valid;
        for (var thing : named.entrySet()) {
            var other = others.apply(thing.getKey());
            request = request.to(target -> target.replace(thing.getValue(), other));
            request = request.body() == null ? request : request.sending(body(request).replace(thing.getValue(), other));
        }
        return request;
    }

    /** Answered with 404, like an id that does not exist. */
    private static Attempt hidden(String name, String their, Function<String, Request> request) {
        return attempt(name, their, UUID.randomUUID().toString(), request, (answer, other) -> answer.status() == 404 ? List.of()
                : List.of("not 404"));
    }

    private static Attempt alike(String name, String their, Function<String, Request> request) {
        return attempt(name, their, UUID.randomUUID().toString(), request, (answer, other) -> List.of());
    }

    private static Attempt alike(String name, String their, String nobodys, Function<String, Request> request) {
        return attempt(name, their, nobodys, request, (answer, other) -> List.of());
    }

    private static Attempt attempt(String name, String their, String nobodys,
            Function<String, Request> request, BiFunction<Answer, Answer, List<String>> more) {
        Supplier<Request> attack = () -> request.apply(their);
        return new Attempt(name, attack, answer -> {
            var other = Wire.send(request.apply(nobodys));
            var faults = new ArrayList<>(more.apply(answer, other));
            var said = told(answer, their);
            var saidOfNothing = told(other, nobodys);
            if (!said.equals(saidOfNothing)) {
                faults.add("not answered like what does not exist:\n  " + said + "\n  " + saidOfNothing + "\n ");
            }
            return faults;
        });
    }

    private static List<String> nothingOfTheirs(Answer answer) {
        return Victim.holdsSomethingOfTheVictims(answer.headers() + answer.body()) ? List.of("something of theirs") : List.of();
    }

    /** An answer without what is another in every answer, and without what it was asked for. */
    private static String told(Answer answer, String askedFor) {
        var headers = answer.headers().entrySet().stream()
                .filter(header -> !isChanging(header.getKey().toLowerCase(Locale.ROOT), answer))
                .map(header -> header.getKey().toLowerCase(Locale.ROOT) + ": " + header.getValue())
                .collect(Collectors.joining("\n"));
        var text = answer.status() + "\n" + headers + "\n" + answer.body();
        return CHANGING.matcher(text.replaceAll("(?i)" + Pattern.quote(askedFor), "·")).replaceAll("…").replace("·", "…");
    }

    /** A cursor tells how far the log is, and is longer from its thousandth event on. */
    private static boolean isChanging(String header, Answer answer) {
        return CHANGING_HEADERS.contains(header)
                || header.equals("content-length") && answer.body().toLowerCase(Locale.ROOT).contains("cursor\":\"");
    }

    private static Request query(Request request, String name, String value) {
        return request.to(target -> target + (target.contains("?") ? '&' : '?') + name + "=" + value);
    }

    private static String text(Request request) {
        return request.target() + " " + body(request);
    }

    private static String body(Request request) {
        return request.body() == null ? "" : new String(request.body(), StandardCharsets.UTF_8);
    }
}
