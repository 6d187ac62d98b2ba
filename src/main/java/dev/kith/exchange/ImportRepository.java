package dev.kith.exchange;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class ImportRepository implements PanacheRepositoryBase<ContactImport, UUID> {

    static final String LIST = "imports newest first";

    private final CurrentOwner owner;

    ImportRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    List<ContactImport> page(String cursor, int rows) {
        if (cursor == null) {
            return find("order by createdAt desc, id desc").range(0, rows - 1).list();
        }
        var after = Cursor.read(cursor, LIST, 2);
        return find("createdAt < ?1 or createdAt = ?1 and id < ?2 order by createdAt desc, id desc",
                Instant.parse(after.get(0)), UUID.fromString(after.get(1)))
                .range(0, rows - 1).list();
    }

    /** Until the end of the transaction: a batch and a cancellation wait for one another. */
    Optional<ContactImport> lock(UUID id) {
        return findByIdOptional(id, LockModeType.PESSIMISTIC_WRITE);
    }

    /** @param rows as JSON */
    void store(UUID id, int number, String rows) {
        getSession().createNativeMutationQuery("""
                insert into import_batch (owner_id, import_id, number, rows) values (:owner, :id, :number, cast(:rows as json))
                """)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .setParameter("number", number)
                .setParameter("rows", rows)
                .executeUpdate();
    }

    /** The rows that are next, as JSON; they wait no more once the transaction has committed. */
    Optional<String> takeNext(UUID id) {
        return getSession().createNativeQuery("""
                delete from import_batch
                where owner_id = :owner and import_id = :id
                  and number = (select min(number) from import_batch where owner_id = :owner and import_id = :id)
                returning cast(rows as text)
                """, String.class)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .getResultStream().findFirst();
    }

    /** Nobody needs the rest of the file anymore. */
    void drop(UUID id) {
        getSession().createNativeMutationQuery("delete from import_batch where owner_id = :owner and import_id = :id")
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .executeUpdate();
    }
}
