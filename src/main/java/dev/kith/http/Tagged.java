package dev.kith.http;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * A view of something that has a version. Whatever resource answers one, its {@code ETag} is sent along, and a GET whose
 * {@code If-None-Match} names it is answered with 304: the resource just returns the view.
 */
public interface Tagged {

    /**
     * The opaque part of the entity tag, without quotes: {@code <version>}, or {@code <version>.<digest>} when more than
     * what the version counts can change in the view. {@code If-None-Match} compares all of it, {@code If-Match} the
     * version.
     */
    @JsonIgnore
    String etag();
}
