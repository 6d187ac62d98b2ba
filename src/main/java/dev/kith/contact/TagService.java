package dev.kith.contact;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.http.Made;
import dev.kith.owner.KithClock;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;
import dev.kith.problem.Invalid;
import dev.kith.problem.NotFound;
import dev.kith.warmth.Cadence;
import dev.kith.warmth.Recomputes;

@ApplicationScoped
class TagService {

    private static final int LONGEST_NAME = 60;

    private final TagRepository tags;
    private final Recomputes recomputes;
    private final KithClock clock;

    TagService(TagRepository tags, Recomputes recomputes, KithClock clock) {
        this.tags = tags;
        this.recomputes = recomputes;
        this.clock = clock;
    }

    @Transactional
    Page<TagView> list(String cursor, int limit) {
        return Page.of(tags.page(cursor, limit + 1), limit, rows -> rows.stream().map(TagView::of).toList(),
                row -> Cursor.of(TagRepository.LIST, row.key()));
    }

    /** Makes a tag, or gives one another cadence: its contacts are recomputed after the answer. */
    @Transactional
    Made<TagView> put(String name, TagDetails details) {
        check("tag", name);
        Cadence.of("/cadence", details.cadence());
        var isNew = tags.make(List.of(name)) > 0;
        var tag = tags.lock(name).orElseThrow(() -> new IllegalStateException("a tag just made is not there"));
        if (!Objects.equals(tag.cadence(), details.cadence())) {
            tag.give(details.cadence());
            tags.flush();
            recomputes.tagChanged(tag.id(), clock.now());
        }
        var view = TagView.of(tags.counted(name).orElseThrow());
        return isNew ? Made.anew(view) : Made.already(view);
    }

    /** Takes a tag off everybody. Who has had its cadence is recomputed after the answer. */
    @Transactional
    Recomputing delete(String name) {
        var tag = tags.lock(name).orElseThrow(() -> new NotFound("There is no such tag."));
        tag.doom();
        tags.flush();
        return new Recomputing(recomputes.tagChanged(tag.id(), clock.now()));
    }

    /**
     * The tags of these names by their keys.
     *
     * @param missing of them are made where there are none
     */
    Map<String, Tag> byKey(Collection<String> names, Collection<String> missing) {
        if (!missing.isEmpty()) {
            tags.make(missing);
        }
        return tags.named(names).stream().collect(Collectors.toMap(tag -> Tag.key(tag.name()), Function.identity()));
    }

    /** Gives the words they are searched by to tags of an older version. */
    void index() {
        tags.withoutWords().forEach(Tag::index);
        tags.flush();
    }

    static void check(String pointer, String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new Invalid(pointer, "A tag's name has 1 to " + LONGEST_NAME + " characters and no control characters.");
        }
    }
}
