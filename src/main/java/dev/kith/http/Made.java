package dev.kith.http;

/**
 * What a request to make something came to: with an id made by the client, the thing may have been there already.
 *
 * @param isNew whether it was this request that made it
 */
public record Made<T>(T view, boolean isNew) {

    public static <T> Made<T> anew(T view) {
        return new Made<>(view, true);
    }

    public static <T> Made<T> already(T view) {
        return new Made<>(view, false);
    }
}
