package dev.kith.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Something that happens to a part of the installation, and for how long. The same seed gives the same ones.
 *
 * @param replica whom it meets, where it meets one
 * @param point where it dies, for a crash
 * @param passes how often it comes by there before it does
 */
record Fault(Kind kind, int replica, Duration lasting, CrashPoint point, int passes) {

    enum Kind {
        /** {@code kill -9} of a replica, which is started again. */
        REPLICA_KILLED(4, Lane.PROCESSES),
        /**
         * {@code SIGSTOP} of a replica, and {@code SIGCONT} when others may have taken over, and clients have asked them what
         * it
         * was asked.
         */
        REPLICA_STOPPED(5, Lane.PROCESSES),
        /** {@code SIGTERM} of a replica, as when a new version is rolled out. */
        REPLICA_ENDED(2, Lane.PROCESSES),
        /** A replica halts at a place in its code. */
        CRASH(10, Lane.PROCESSES),
        POSTGRES_KILLED(2, Lane.PROCESSES),
        KAFKA_KILLED(2, Lane.PROCESSES),
        /** Connections between clients and a replica are reset, streams among them. */
        CLIENTS_CUT(3, Lane.NETWORK),
        /** What a replica answers does not arrive. */
        CLIENTS_DEAF(3, Lane.NETWORK),
        /** Connections between a replica and PostgreSQL are reset, and new ones too. */
        POSTGRES_CUT(3, Lane.NETWORK),
        POSTGRES_STALLED(3, Lane.NETWORK),
        /** What PostgreSQL answers does not arrive. */
        POSTGRES_DEAF(2, Lane.NETWORK),
        /** What a replica asks PostgreSQL does not arrive. */
        POSTGRES_MUTE(2, Lane.NETWORK),
        POSTGRES_SLOW(1, Lane.NETWORK),
        KAFKA_CUT(3, Lane.NETWORK),
        KAFKA_STALLED(3, Lane.NETWORK),
        KAFKA_DEAF(2, Lane.NETWORK),
        KAFKA_MUTE(2, Lane.NETWORK),
        KAFKA_SLOW(1, Lane.NETWORK),
        /** Somebody else's transaction stays open. */
        FOREIGN_TRANSACTION(1, Lane.NETWORK),
        /** Others have the lock of the log's head, and for a while of some contacts. */
        LOG_HELD(5, Lane.NETWORK);

        private final int weight;
        private final Lane lane;

        Kind(int weight, Lane lane) {
            this.weight = weight;
            this.lane = lane;
        }
    }

    /** Faults of a lane follow one another; those of several run beside one another. */
    enum Lane {
        PROCESSES,
        NETWORK
    }

    /** The faults of a lane, without end. */
    static final class Sequence {

        /** Those who write together meet several times in it. */
        private static final Duration TO_MEET = Duration.ofSeconds(2);

        private final Random random;
        private final int replicas;
        private final List<Kind> kinds = new ArrayList<>();
        private final List<CrashPoint> points = new ArrayList<>();

        Sequence(long seed, Lane lane, int replicas) {
            this.random = new Random(seed * 31 + lane.ordinal());
            this.replicas = replicas;
            for (var kind : Kind.values()) {
                if (kind.lane == lane) {
                    kinds.addAll(Collections.nCopies(kind.weight, kind));
                }
            }
        }

        Fault next() {
            var kind = kinds.get(random.nextInt(kinds.size()));
            var replica = random.nextInt(replicas);
            // some are over before anybody notices, and some only after others gave up
            var longest = kind == Kind.REPLICA_STOPPED ? 1 : random.nextDouble();
            var lasting = Duration.ofMillis(Math.round(100 * Math.pow(200, longest * random.nextDouble())));
            if (kind == Kind.LOG_HELD) {
                lasting = lasting.plus(TO_MEET);
            }
            return new Fault(kind, replica, lasting, kind == Kind.CRASH ? nextPoint() : null, 1 + random.nextInt(20));
        }

        /** Each of them once, and then again. */
        private CrashPoint nextPoint() {
            if (points.isEmpty()) {
                for (var point : CrashPoint.values()) {
                    if (point.cause() != CrashPoint.Cause.FIRST_START) {
                        points.add(point);
                    }
                }
                Collections.shuffle(points, random);
            }
            return points.remove(points.size() - 1);
        }

        Duration pause() {
            return Duration.ofMillis(random.nextInt(1500));
        }
    }

    @Override
    public String toString() {
        return kind == Kind.CRASH ? kind + " at " + point + " after " + passes : kind + " of " + replica + " for " + lasting;
    }
}
