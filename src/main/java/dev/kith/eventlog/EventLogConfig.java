package dev.kith.eventlog;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;

import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * How the log is kept and carried to Kafka. The broker, and how to sign in to it, is {@code kafka.*}, as Kafka names it.
 * Public only because the validator cannot reach it otherwise.
 */
@ConfigMapping(prefix = "kith.events")
public interface EventLogConfig {

    @NotBlank
    @WithDefault("kith.events")
    String topic();

    /** Copies Kafka keeps of each partition; the broker's default unless set. Used when a topic is made, once. */
    OptionalInt replication();

    /** What this replica is called where operators see which one relays. */
    @NotBlank
    @WithDefault("${HOSTNAME:kith}")
    String replica();

    /** How often the gauges look at the database. */
    @DurationMin(millis = 100)
    @WithDefault("5s")
    Duration sample();

    /** For how long events are kept, at least; for ever unless set. What Kafka keeps is Kafka's own setting. */
    Optional<@DurationMin(hours = 1) Duration> retention();

    Parts parts();

    /** Whether a database that is on another timeline than before may have lost events. */
    @WithDefault("guarded")
    Timelines timelines();

    Sequencer sequencer();

    Relay relay();

    Stream stream();

    interface Parts {

        /** Positions that a part holds which is yet to be made. */
        @Min(1000)
        @WithDefault("10000000")
        long size();

        /** Parts that are there before their first event is. */
        @Min(1)
        @Max(100)
        @WithDefault("2")
        int ahead();

        /** How often they are looked after. */
        @DurationMin(seconds = 1)
        @WithDefault("1m")
        Duration interval();
    }

    interface Sequencer {

        /** How often to look, when nobody says that there is something: for events of a replica that died. */
        @DurationMin(millis = 10)
        @WithDefault("250ms")
        Duration poll();

        /** How often a pass looks at the whole outbox, whatever the last one saw. */
        @DurationMin(millis = 100)
        @WithDefault("5s")
        Duration fullPass();

        /** The most events one pass moves. */
        @Min(1)
        @Max(100_000)
        @WithDefault("10000")
        int batch();

        /** After which silence in mid-pass the database breaks with a stopped sequencer, so that others go on. */
        @DurationMin(seconds = 1)
        @WithDefault("5s")
        Duration patience();
    }

    interface Relay {

        /** What to do about a cursor that belongs to another history than this database's. */
        @WithDefault("refuse")
        ForeignCursor foreignCursor();

        /** The most events one Kafka transaction carries: each costs some ten milliseconds, however few there are in it. */
        @Min(1)
        @Max(10_000)
        @WithDefault("5000")
        int batch();

        /** Data after which it carries no further event. */
        @WithDefault("4M")
        MemorySize bytes();

        /** Fences: of several relays with this id only the one that came last can publish. */
        @NotBlank
        @WithDefault("kith-relay")
        String transactionalId();

        /** Topic of one partition in whose name, and group in which, the cursor is kept inside Kafka. */
        @NotBlank
        @WithDefault("kith.relay-cursor")
        String cursorTopic();

        @NotBlank
        @WithDefault("kith-relay")
        String cursorGroup();

        /**
         * How often a relay that does not lead tries to: the longest part of the time it takes to follow one that has ended.
         */
        @DurationMin(millis = 10)
        @DurationMax(seconds = 5)
        @WithDefault("500ms")
        Duration election();

        /** After which silence the database takes the lead from a relay that stopped. */
        @DurationMin(seconds = 5)
        @WithDefault("15s")
        Duration lease();

        /** A way to the database without a pooler in between, which would break the lock and the notifications. */
        Optional<String> jdbcUrl();
    }

    interface Stream {

        /** How much of the log each replica has at hand for those who follow it; whoever is further behind reads the log. */
        @WithDefault("16M")
        MemorySize memory();

        /** After which silence a stream says that it is still there. */
        @DurationMin(millis = 100)
        @WithDefault("15s")
        Duration heartbeat();

        /** How long a client is to wait before it asks for a stream again that has ended. */
        @DurationMin(millis = 0)
        @WithDefault("2s")
        Duration retry();

        /** Streams that an owner may have at once, in each replica. */
        @Min(1)
        @WithDefault("20")
        int perOwner();
    }

    enum Timelines {
        /** It may: a new epoch begins. */
        GUARDED,
        /** It has not, as it goes on from synchronous standbys alone; whoever restores it sets the other for that time. */
        TRUSTED
    }

    enum ForeignCursor {
        /** Publish nothing, and say so. */
        REFUSE,
        /** Publish the whole log of this database. */
        BEGINNING,
        /** Publish what comes from now on. */
        HEAD
    }
}
