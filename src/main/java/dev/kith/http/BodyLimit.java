package dev.kith.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** How large a body this resource method reads; without it, {@value #DEFAULT} MiB. Anything larger is refused with 413. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface BodyLimit {

    int DEFAULT = 1;

    /** In MiB; the most the server lets through is {@code quarkus.http.limits.max-body-size}. */
    int mebibytes();
}
