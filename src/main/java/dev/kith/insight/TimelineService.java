package dev.kith.insight;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.contact.ContactDirectory;
import dev.kith.interaction.InteractionDiary;
import dev.kith.interaction.InteractionView;
import dev.kith.owner.OwnerSettings;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;

@ApplicationScoped
class TimelineService {

    private final TimelineRepository timeline;
    private final ContactDirectory contacts;
    private final InteractionDiary interactions;
    private final OwnerSettings owners;

    TimelineService(TimelineRepository timeline, ContactDirectory contacts, InteractionDiary interactions,
            OwnerSettings owners) {
        this.timeline = timeline;
        this.contacts = contacts;
        this.interactions = interactions;
        this.owners = owners;
    }

    @Transactional
    Page<TimelineItem> of(UUID contactId, String cursor, int limit) {
        var zone = owners.zone();
        var metAt = contacts.metOn(contactId).map(day -> day.atStartOfDay(zone).toInstant()).orElse(null);
        return Page.of(timeline.page(contactId, metAt, cursor, limit + 1), limit, this::items,
                row -> Cursor.of(TimelineRepository.query(contactId), row.at().toString(), row.type().name(), row.key()));
    }

    private List<TimelineItem> items(List<TimelineRepository.Row> rows) {
        var ids = rows.stream().map(TimelineRepository.Row::interactionId).filter(Objects::nonNull).toList();
        var views = interactions.read(ids).stream().collect(Collectors.toMap(InteractionView::id, Function.identity()));
        return rows.stream()
                .map(row -> new TimelineItem(row.type(), row.at(),
                        row.interactionId() == null ? null : views.get(row.interactionId()), row.spell()))
                .toList();
    }
}
