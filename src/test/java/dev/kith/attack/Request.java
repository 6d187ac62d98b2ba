package dev.kith.attack;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;
import java.util.function.UnaryOperator;

/**
 * A request to the letter: nothing of it is normalised, completed or escaped on its way.
 *
 * @param target what stands behind the method in the first line, as {@code /v1/contacts?limit=1}
 * @param headers in this order; Host, Connection and, for a body, Content-Length are added unless they are here
 * @param body null for none
 */
record Request(String method, String target, List<Entry<String, String>> headers, byte[] body) {

    private static final int SHOWN = 300;

    static Request of(String method, String target) {
        return new Request(method, target, List.of(), null);
    }

    Request by(String otherMethod) {
        return new Request(otherMethod, target, headers, body);
    }

    Request to(String otherTarget) {
        return new Request(method, otherTarget, headers, body);
    }

    Request to(UnaryOperator<String> change) {
        return to(change.apply(target));
    }

    /** One more header, also of a name that is there already. */
    Request and(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new Request(method, target, more, body);
    }

    Request without(String name) {
        return new Request(method, target,
                headers.stream().filter(header -> !header.getKey().equalsIgnoreCase(name)).toList(), body);
    }

    /** A header instead of all of that name. */
    Request with(String name, String value) {
        return without(name).and(name, value);
    }

    Request bearing(String token) {
        return with("Authorization", "Bearer " + token);
    }

    Request sending(byte[] otherBody) {
        return new Request(method, target, headers, otherBody);
    }

    Request sending(String otherBody) {
        return sending(otherBody.getBytes(StandardCharsets.UTF_8));
    }

    /** Without the query. */
    String path() {
        return target.split("\\?", 2)[0];
    }

    byte[] bytes() {
        var head = new StringBuilder(method).append(' ').append(target).append(" HTTP/1.1\r\n");
        line(head, "Host", "kith");
        line(head, "Connection", "close");
        if (body != null && !has("Transfer-Encoding")) {
            line(head, "Content-Length", Integer.toString(body.length));
        }
        headers.forEach(header -> head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
        if (body != null) {
            bytes.writeBytes(body);
        }
        return bytes.toByteArray();
    }

    private void line(StringBuilder head, String name, String value) {
        if (!has(name)) {
            head.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private boolean has(String name) {
        return headers.stream().anyMatch(header -> header.getKey().equalsIgnoreCase(name));
    }

    @Override
    public String toString() {
        return method + " " + target
                + (body == null ? "" : " " + new String(body, 0, Math.min(body.length, SHOWN), StandardCharsets.UTF_8));
    }
}
