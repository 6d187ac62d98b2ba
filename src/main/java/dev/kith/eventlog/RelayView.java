package dev.kith.eventlog;

import java.time.Instant;
import java.util.UUID;

/**
 * How far the log is on its way to Kafka; nothing in it is an owner's. Null is what cannot be known, as while the database
 * does not answer.
 *
 * @param leader whether it is the replica asked that relays
 * @param replica the name of the one that leads
 * @param cursor the position published last
 * @param head the position given last
 * @param lag events that have a position and are not published
 * @param waiting events that wait for their position, counted to 100,000
 * @param waitingSeconds for how long the oldest of them has
 * @param unpublished the first event that is not published; null when there is none
 * @param epoch of the log
 * @param oldest the first position that is kept
 * @param trouble what is in the way; null when all is well
 * @param error its technical name, as far as the replica asked knows it
 * @param remedy what to do about it
 * @param republication the last one that was asked for
 */
record RelayView(boolean leader, String replica, Instant leadsSince, Long cursor, Long head, Long lag, Long waiting,
        Double waitingSeconds, Unpublished unpublished, UUID epoch, Long oldest, RelayTrouble trouble, Instant failingSince,
        String error, String remedy, Republication republication) {

    /** @param seconds since it got its position */
    record Unpublished(long position, double seconds) {
    }

    static RelayView of(EventLogThreads threads) {
        var relaying = threads.relayed();
        var failure = threads.failure().orElse(null);
        var known = threads.gauges().latest().orElse(null);
        var state = known == null ? null : known.state();
        var trouble = threads.lacksKafka() ? RelayTrouble.NO_BROKER
                : failure != null ? RelayTrouble.of(failure) : state == null ? null : state.trouble();
        var error = failure == null ? null : failure.getClass().getSimpleName();
        var remedy = trouble == null ? null : trouble.remedy();
        if (state == null) {
            return new RelayView(relaying.isPresent(), null, null, null, null, null, null, null, null, null, null, trouble,
                    null,
                    error, remedy, null);
        }
        var history = known.history();
        var cursor = relaying.map(LogCursor::position).orElse(state.relayed()); // whose copy follows a moment later
        var newest = relaying.map(history.head()::furthest).orElse(history.head());
        var figures = known.figures();
        var unpublished = figures.unpublished() == null || figures.unpublished() <= cursor ? null
                : new Unpublished(figures.unpublished(), figures.unpublishedSeconds());
        return new RelayView(relaying.isPresent(), state.leader(), state.leadsSince(), cursor,
                newest.position(), history.eventsBehind(cursor), figures.waiting(), figures.waitingSeconds(), unpublished,
                newest.epoch(), history.oldest(), trouble, state.failingSince(), error, remedy, state.run());
    }
}
