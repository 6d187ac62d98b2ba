package dev.kith.problem;

/**
 * One fault of a request.
 *
 * @param pointer a JSON pointer into the body (RFC 6901, {@code /participants/0/contactId}), {@code ?name} for a query
 *        parameter, {@code line 12} for a line of a file, or a header's name
 * @param detail what is wrong there and what would be right
 */
public record FieldError(String pointer, String detail) {
}
