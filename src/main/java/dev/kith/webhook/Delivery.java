package dev.kith.webhook;

/** What is sent to an endpoint, and how far that is. */
final class Delivery {

    private Delivery() {
    }

    enum Kind {
        /** The log has come to it. */
        EVENT,
        /** Its owner asked for it once more. */
        REDELIVERY,
        /** Its owner wants to see whether something arrives. */
        TEST
    }

    enum Status {
        PENDING,
        DELIVERED,
        FAILED
    }
}
