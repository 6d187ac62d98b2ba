package dev.kith.problem;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.jboss.resteasy.reactive.RestHeader;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

import com.fasterxml.jackson.core.JsonPointer;

/** Translates broken constraints of bean validation into places of the request. */
final class Violations {

    private Violations() {
    }

    /** Null when it is no fault of the request: what we return, or what we keep, breaks a constraint. */
    static Invalid explain(ConstraintViolationException e) {
        var errors = new ArrayList<FieldError>();
        for (var violation : e.getConstraintViolations()) {
            var pointer = pointer(violation);
            if (pointer == null) {
                return null;
            }
            errors.add(new FieldError(pointer, violation.getMessage()));
        }
        errors.sort(Comparator.comparing(FieldError::pointer).thenComparing(FieldError::detail));
        return new Invalid(summary(errors), errors);
    }

    private static String summary(List<FieldError> errors) {
        return errors.size() == 1 ? "One value is not as it must be." : errors.size() + " values are not as they must be.";
    }

    private static String pointer(ConstraintViolation<?> violation) {
        var pointer = JsonPointer.empty();
        Path.MethodNode method = null;
        for (var node : violation.getPropertyPath()) {
            switch (node.getKind()) {
                case METHOD -> method = node.as(Path.MethodNode.class);
                case PARAMETER -> {
                    var name = nameOutsideTheBody(violation, method, node.as(Path.ParameterNode.class));
                    if (name != null) {
                        return name;
                    }
                }
                case RETURN_VALUE, CONSTRUCTOR, CROSS_PARAMETER -> {
                    return null;
                }
                case PROPERTY, BEAN, CONTAINER_ELEMENT -> {
                    if (node.getIndex() != null) {
                        pointer = pointer.appendIndex(node.getIndex());
                    } else if (node.getKey() != null) {
                        pointer = pointer.appendProperty(node.getKey().toString());
                    }
                    if (node.getKind() == ElementKind.PROPERTY) {
                        pointer = pointer.appendProperty(node.getName());
                    }
                }
                default -> throw new IllegalStateException("an unknown part of a path: " + node.getKind());
            }
        }
        return pointer.toString();
    }

    /** {@code ?limit}, or the name of a header or of a part of the path; null for the body. */
    private static String nameOutsideTheBody(ConstraintViolation<?> violation, Path.MethodNode method,
            Path.ParameterNode parameter) {
        var types = method.getParameterTypes().toArray(Class<?>[]::new);
        // the bean may be of a class that the framework derived from the resource, without annotations of parameters
        for (Class<?> type = violation.getRootBeanClass(); type != null; type = type.getSuperclass()) {
            for (var declared : type.getDeclaredMethods()) {
                if (declared.getName().equals(method.getName()) && Arrays.equals(declared.getParameterTypes(), types)) {
                    for (var annotation : declared.getParameterAnnotations()[parameter.getParameterIndex()]) {
                        var name = name(annotation, parameter.getName());
                        if (name != null) {
                            return name;
                        }
                    }
                }
            }
        }
        return null;
    }

    private static String name(Annotation annotation, String parameter) {
        if (annotation instanceof QueryParam query) {
            return "?" + query.value();
        }
        if (annotation instanceof RestQuery query) {
            return "?" + (query.value().isEmpty() ? parameter : query.value());
        }
        if (annotation instanceof HeaderParam header) {
            return header.value();
        }
        if (annotation instanceof RestHeader header) {
            return header.value();
        }
        if (annotation instanceof PathParam path) {
            return path.value();
        }
        return annotation instanceof RestPath ? parameter : null;
    }
}
