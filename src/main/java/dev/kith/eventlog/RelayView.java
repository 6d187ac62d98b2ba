package dev.kith.eventlog;

/**
 * How far the log is on its way to Kafka; nothing in it is an owner's. Null is what cannot be known, as while the database does
 * not answer.
 *
 * @param leader whether it is the replica asked that relays
 * @param cursor the position published last
 * @param head the position given last
 * @param lag events that have a position and are not published
 * @param waiting events that wait for their position, counted to 100,000
 * @param waitingSeconds for how long the oldest of them has
 * @param error why nothing is published; null when all is well
 * @param remedy what to do about it, where only an operator can
 */
record RelayView(boolean leader, Long cursor, Long head, Long lag, Long waiting, Double waitingSeconds, String error,
        String remedy) {

    static RelayView of(EventLogThreads threads) {
        var relay = threads.relay();
        var relaying = relay.cursor().map(LogCursor::position);
        var failure = relay.failure().orElse(null);
        var error = failure == null ? null : failure.getClass().getSimpleName();
        if (!threads.hasKafka()) {
            error = "no broker is configured (kafka.bootstrap.servers)";
        }
        var remedy = failure instanceof ForeignCursorException ? failure.getMessage() : null;
        var known = threads.gauges().latest().orElse(null);
        if (known == null) {
            return new RelayView(relaying.isPresent(), null, null, null, null, null, error, remedy);
        }
        var cursor = relaying.orElse(known.relayed()); // the copy in the database follows a moment later
        return new RelayView(relaying.isPresent(), cursor, Math.max(known.head(), cursor), Math.max(known.head() - cursor, 0),
                known.outboxRows(), known.outboxAge(), error, remedy);
    }
}
