package dev.kith.contact;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Tuple;

import org.hibernate.Session;

import dev.kith.owner.CurrentOwner;

/** Gives what is kept beside one contact to another one, in SQL. */
@ApplicationScoped
class MergeRepository {

    private static final int FETCHED = 500;

    private final Session session;
    private final CurrentOwner owner;

    MergeRepository(Session session, CurrentOwner owner) {
        this.session = session;
        this.owner = owner;
    }

    void giveTags(UUID from, UUID into) {
        give(from, into, """
                insert into contact_tag (owner_id, contact_id, tag_id)
                select ct.owner_id, :into, ct.tag_id
                from contact_tag ct join tag t on t.owner_id = ct.owner_id and t.id = ct.tag_id
                where ct.owner_id = :owner and ct.contact_id = :from and not t.doomed
                on conflict do nothing
                """);
    }

    /** Also those that came from elsewhere than the details: the next import is to find the one who is left. */
    void giveKeys(UUID from, UUID into) {
        give(from, into, """
                insert into contact_key (owner_id, key, contact_id)
                select owner_id, key, :into from contact_key where owner_id = :owner and contact_id = :from
                on conflict do nothing
                """);
    }

    /** Who was another than the one is another than the other. */
    void giveDistinctions(UUID from, UUID into) {
        give(from, into, """
                insert into contact_distinction (owner_id, one_id, other_id)
                select owner_id, least(third, cast(:into as uuid)), greatest(third, cast(:into as uuid))
                from (select owner_id, case when one_id = :from then other_id else one_id end as third
                      from contact_distinction
                      where owner_id = :owner and (one_id = :from or other_id = :from)) known
                where third <> :into
                on conflict do nothing
                """);
    }

    private void give(UUID from, UUID into, String sql) {
        session.createNativeMutationQuery(sql)
                .setParameter("owner", owner.id()).setParameter("from", from).setParameter("into", into).executeUpdate();
    }

    /** @return whom the owner met through the one and now met through the other */
    List<UUID> giveIntroduced(UUID from, UUID into, Instant now) {
        return session.createNativeQuery("""
                update contact set introduced_by_id = :into, version = version + 1, updated_at = :now
                where owner_id = :owner and introduced_by_id = :from and id <> :into
                returning id
                """, UUID.class)
                .setParameter("owner", owner.id()).setParameter("from", from).setParameter("into", into)
                .setParameter("now", now).getResultList();
    }

    /** That a contact became part of another: whoever asks for the one is to be sent to the other. */
    void remember(UUID merged, UUID into, Instant now) {
        session.createNativeMutationQuery("""
                with earlier as (
                    update merged_contact set into_id = :into where owner_id = :owner and into_id = :from)
                insert into merged_contact (owner_id, id, into_id, made_from, merged_at)
                select owner_id, id, :into, made_from, :now from contact where owner_id = :owner and id = :from
                """)
                .setParameter("owner", owner.id()).setParameter("from", merged).setParameter("into", into)
                .setParameter("now", now).executeUpdate();
    }

    /** Into whom those of the contacts were merged that are no more. */
    Map<UUID, UUID> survivorsOf(Collection<UUID> ids) {
        return ids.isEmpty() ? Map.of()
                : session.createNativeQuery("""
                        select id as id, into_id as into_id from merged_contact where owner_id = :owner and id = any(:ids)
                        """, Tuple.class)
                        .setParameter("owner", owner.id()).setParameter("ids", ids.toArray(UUID[]::new)).getResultStream()
                        .collect(Collectors.toMap(row -> row.get("id", UUID.class), row -> row.get("into_id", UUID.class)));
    }

    /** That a contact became part of another one. */
    record Merged(UUID id, UUID intoId, Instant mergedAt) {
    }

    /** All who became part of another one. */
    Stream<Merged> all() {
        return session.createNativeQuery("""
                select id as id, into_id as into_id, merged_at as merged_at from merged_contact
                where owner_id = :owner order by id
                """, Tuple.class)
                .addScalar("id", UUID.class)
                .addScalar("into_id", UUID.class)
                .addScalar("merged_at", Instant.class)
                .setParameter("owner", owner.id())
                .setFetchSize(FETCHED)
                .getResultStream()
                .map(row -> new Merged(row.get("id", UUID.class), row.get("into_id", UUID.class),
                        row.get("merged_at", Instant.class)));
    }

    /** Who has been left of contacts, some of which clients made with ids of their own; those that were merged. */
    Map<UUID, Survivor> madeByClients(Collection<UUID> ids) {
        return ids.isEmpty() ? Map.of()
                : session.createNativeQuery("""
                        select id as id, into_id as into_id, made_from as made_from
                        from merged_contact where owner_id = :owner and id = any(:ids)
                        """, Tuple.class)
                        .setParameter("owner", owner.id()).setParameter("ids", ids.toArray(UUID[]::new)).getResultStream()
                        .collect(Collectors.toMap(row -> row.get("id", UUID.class),
                                row -> new Survivor(row.get("into_id", UUID.class), row.get("made_from", byte[].class))));
    }

    /** @param madeFrom what the client asked for when it made the one who was merged; null if it gave no id */
    record Survivor(UUID id, byte[] madeFrom) {
    }
}
