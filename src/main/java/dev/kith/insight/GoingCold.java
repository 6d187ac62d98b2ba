package dev.kith.insight;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.transaction.Transactional;

import org.hibernate.Session;

import dev.kith.owner.CurrentOwner;
import dev.kith.owner.KithClock;
import dev.kith.owner.OwnerSettings;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableClazz;
import net.fortuna.ical4j.model.property.immutable.ImmutableTransp;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;

/** By when to get in touch with whom, as days of a calendar (RFC 5545). */
@ApplicationScoped
class GoingCold {

    /** As many as a calendar is still good for; soonest first. */
    private static final int MOST = 500;
    private static final Period BEFORE = Period.ofDays(30);
    private static final Period AHEAD = Period.ofDays(180);

    // whoever is snoozed is due when that ends, and whoever is paused is not
    private static final String DUE = """
            select w.contact_id as contact_id, c.display_name as name, w.due_at as due_at, w.cadence as cadence,
                   w.last_contact_at as last_contact_at, greatest(c.updated_at, w.anchor, w.snoozed_at) as changed_at
            from warmth w
            join contact c on c.owner_id = w.owner_id and c.id = w.contact_id
            where w.owner_id = :owner and w.goes_cold_at < :to and w.due_at >= :from and w.due_at < :to
            order by w.due_at, w.contact_id
            limit :rows
            """;

    private final EntityManager entities;
    private final CurrentOwner owner;
    private final OwnerSettings settings;
    private final KithClock clock;

    GoingCold(EntityManager entities, CurrentOwner owner, OwnerSettings settings, KithClock clock) {
        this.entities = entities;
        this.owner = owner;
        this.settings = settings;
        this.clock = clock;
    }

    /** The same text for as long as nothing that is in it changes. */
    @Transactional
    String calendar() {
        var zone = settings.zone();
        var today = day(clock.now(), zone);
        var calendar = empty();
        entities.unwrap(Session.class).createNativeQuery(DUE, Tuple.class)
                .addScalar("contact_id", UUID.class)
                .addScalar("name", String.class)
                .addScalar("due_at", Instant.class)
                .addScalar("cadence", String.class)
                .addScalar("last_contact_at", Instant.class)
                .addScalar("changed_at", Instant.class)
                .setParameter("owner", owner.id())
                .setParameter("from", today.minus(BEFORE).atStartOfDay(zone).toInstant())
                .setParameter("to", today.plus(AHEAD).atStartOfDay(zone).toInstant())
                .setParameter("rows", MOST)
                .getResultStream().forEach(row -> calendar.add(event(row, zone)));
        return written(calendar);
    }

    private static String written(Calendar calendar) {
        var text = new StringWriter();
        try {
            new CalendarOutputter(false).output(calendar, text); // long lines are folded; a day without events is fine
            return text.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Calendar empty() {
        var calendar = new Calendar();
        calendar.add(new ProdId("-//Kith//Kith//EN"));
        calendar.add(ImmutableVersion.VERSION_2_0);
        calendar.add(new XProperty("X-WR-CALNAME", "Kith"));
        return calendar;
    }

    private static VEvent event(Tuple row, ZoneId zone) {
        var event = new VEvent(false);
        event.add(new Uid("going-cold-" + row.get("contact_id", UUID.class) + "@kith.dev"));
        event.add(new DtStamp(row.get("changed_at", Instant.class)));
        event.add(new DtStart<LocalDate>(day(row.get("due_at", Instant.class), zone)));
        event.add(new Summary("Get in touch with " + row.get("name", String.class)));
        event.add(new Description(description(row, zone)));
        event.add(ImmutableTransp.TRANSPARENT);
        event.add(ImmutableClazz.PRIVATE);
        return event;
    }

    private static String description(Tuple row, ZoneId zone) {
        var last = row.get("last_contact_at", Instant.class);
        return (last == null ? "Never in touch so far" : "Last in touch on " + day(last, zone)) + "; cadence "
                + row.get("cadence", String.class) + ".";
    }

    private static LocalDate day(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalDate();
    }
}
