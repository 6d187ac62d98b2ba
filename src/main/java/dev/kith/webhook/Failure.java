package dev.kith.webhook;

/** Why an event was not delivered, in words that its owner is told. They tell nothing about networks that are not public. */
enum Failure {

    UNRESOLVED("The name of the host was not found."),
    NOT_PUBLIC("The host has an address that is not public."),
    NOT_ALLOWED("The address is not allowed here anymore."),
    NO_CONNECTION("No connection came about."),
    NOT_TRUSTED("No encrypted connection came about: see the certificate of the host."),
    TIMEOUT("It was not answered in time."),
    CUT_OFF("The connection ended before it was answered."),
    NOT_HTTP("What was answered is not HTTP."),
    REDIRECT("It was answered by a redirect, which is not followed."),
    REFUSED("It was answered by something else than success."),
    GONE("It was answered that nothing is wanted there anymore."),
    OVERTAKEN("The endpoint was changed or disabled before it was delivered."),
    DROPPED("The log does not have this event anymore."),
    SECRET_LOST("The secret cannot be read anymore. Make a new one.");

    private final String words;

    Failure(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }
}
