package dev.kith.contact;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

import org.hibernate.Session;

import dev.kith.owner.CurrentOwner;
import dev.kith.warmth.TagTakenOff;

/**
 * What contacts are found by, kept beside them: keys, by which somebody is known again, the words of the search, and where they
 * work.
 */
@ApplicationScoped
class ContactIndex {

    /** Of what is written down here; contacts with less are taken up by {@link IndexJob}. */
    static final short EDITION = 2;

    private static final String TAGS = """
            coalesce((select ' ' || string_agg(t.search_name, ' ' order by t.name_key) || ' '
                      from contact_tag ct join tag t on t.owner_id = ct.owner_id and t.id = ct.tag_id
                      where ct.owner_id = %1$s.owner_id and ct.contact_id = %1$s.contact_id and not t.doomed), '')
            """;

    private static final String WRITE = """
            known as (
                insert into contact_key (owner_id, contact_id, key)
                select :owner, contact_id, key from unnest(cast(:keyIds as uuid[]), cast(:keys as text[])) as made(contact_id, key)
                on conflict do nothing
            ), alike as (
                insert into contact_likeness (owner_id, contact_id, kind, value, exact)
                select distinct on (contact_id, kind, value) :owner, *
                from unnest(cast(:alikeIds as uuid[]), cast(:kinds as text[]), cast(:values as text[]), cast(:exacts as text[]))
                     as made(contact_id, kind, value, exact)
                %2$s
            )
            insert into contact_search (owner_id, contact_id, names, details, tags, edition)
            select owner_id, contact_id, names, details, %1$s, :edition
            from (select cast(:owner as uuid) as owner_id, *
                  from unnest(cast(:ids as uuid[]), cast(:names as text[]), cast(:details as text[]))
                       as texts(contact_id, names, details)) made
            %3$s
            """;

    private static final String ADD = "with " + WRITE.formatted(TAGS.formatted("made"), "", "");

    private static final String REPLACE = """
            with gone as (
                delete from contact_key
                where owner_id = :owner and contact_id = any(:ids) and key ~ '^(email|url):'
                  and (contact_id, key) not in (
                      select * from unnest(cast(:keyIds as uuid[]), cast(:keys as text[])))
            ), different as (
                delete from contact_likeness
                where owner_id = :owner and contact_id = any(:ids)
                  and (contact_id, kind, value) not in (
                      select * from unnest(cast(:alikeIds as uuid[]), cast(:kinds as text[]), cast(:values as text[])))
            ), %s
            """
            .formatted(WRITE.formatted(TAGS.formatted("made"), """
                    on conflict (owner_id, kind, value, contact_id) do update set exact = excluded.exact
                    where contact_likeness.exact <> excluded.exact
                    """, """
                    on conflict (owner_id, contact_id) do update
                    set names = excluded.names, details = excluded.details, tags = excluded.tags, edition = excluded.edition
                    """));

    /** From so many on, their texts are folded by all processors. */
    private static final int MANY = 100;

    private static final String RETAG = """
            update contact_search s set tags = %s where s.owner_id = ? and s.contact_id = any(?)
            """.formatted(TAGS.formatted("s"));

    private final Session session;
    private final CurrentOwner owner;
    private final Employments employments;

    ContactIndex(Session session, CurrentOwner owner, Employments employments) {
        this.session = session;
        this.owner = owner;
        this.employments = employments;
    }

    /** What is written down of a contact. */
    private record Entry(UUID id, String names, String details, Set<String> keys, Set<Likeness> alike) {

        static Entry of(Contact contact) {
            var details = contact.details(List.of());
            return new Entry(contact.id(), SearchWords.stored(SearchWords.of(ContactIndex.names(details.name()))),
                    SearchWords.stored(SearchWords.of(texts(details))), details.keys(), Likeness.of(details));
        }
    }

    /**
     * Writes down what contacts are found by, after they and their tags were written. Keys that came from elsewhere than
     * their details stay.
     */
    void keep(Collection<Contact> contacts) {
        if (contacts.isEmpty()) {
            return;
        }
        var ids = new ArrayList<UUID>();
        var names = new ArrayList<String>();
        var texts = new ArrayList<String>();
        var keyIds = new ArrayList<UUID>();
        var keys = new ArrayList<String>();
        var alikeIds = new ArrayList<UUID>();
        var alike = new ArrayList<Likeness>();
        var all = contacts.size() < MANY ? contacts.stream() : contacts.parallelStream();
        for (var entry : all.map(Entry::of).toList()) {
            ids.add(entry.id());
            names.add(entry.names());
            texts.add(entry.details());
            keyIds.addAll(Collections.nCopies(entry.keys().size(), entry.id()));
            keys.addAll(entry.keys());
            alikeIds.addAll(Collections.nCopies(entry.alike().size(), entry.id()));
            alike.addAll(entry.alike());
        }
        session.createNativeMutationQuery(contacts.stream().allMatch(Contact::isNew) ? ADD : REPLACE)
                .setParameter("owner", owner.id())
                .setParameter("ids", ids.toArray(UUID[]::new))
                .setParameter("names", names.toArray(String[]::new))
                .setParameter("details", texts.toArray(String[]::new))
                .setParameter("keyIds", keyIds.toArray(UUID[]::new))
                .setParameter("keys", keys.toArray(String[]::new))
                .setParameter("alikeIds", alikeIds.toArray(UUID[]::new))
                .setParameter("kinds", alike.stream().map(one -> one.kind().name()).toArray(String[]::new))
                .setParameter("values", alike.stream().map(Likeness::value).toArray(String[]::new))
                .setParameter("exacts", alike.stream().map(Likeness::exact).toArray(String[]::new))
                .setParameter("edition", EDITION)
                .executeUpdate();
        employments.keep(contacts);
        contacts.forEach(Contact::settle);
    }

    /** The tags of contacts are others now. */
    void retag(Collection<UUID> ids) {
        if (!ids.isEmpty()) {
            session.doWork(connection -> retag(connection, owner.id(), ids));
        }
    }

    void tagTakenOff(@Observes TagTakenOff taken) throws SQLException {
        retag(taken.connection(), taken.ownerId(), taken.contactIds());
    }

    private static void retag(Connection connection, UUID ownerId, Collection<UUID> ids) throws SQLException {
        try (var update = connection.prepareStatement(RETAG)) {
            update.setObject(1, ownerId);
            update.setArray(2, connection.createArrayOf("uuid", ids.toArray()));
            update.executeUpdate();
        }
    }

    private static List<String> names(Name name) {
        return Stream.of(name.display(), name.given(), name.family(), name.nickname(), name.prefix(), name.suffix()).toList();
    }

    private static List<String> texts(ContactDetails details) {
        return Stream.of(
                details.positions().stream().flatMap(position -> Stream.of(position.organization(), position.title())),
                details.emails().stream().map(Email::address),
                Stream.of(details.notes()))
                .flatMap(texts -> texts).toList();
    }
}
