package dev.kith.exchange;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.kith.exchange.ImportRow.Outcome;
import dev.kith.exchange.LinkedInRow.Remark;
import dev.kith.owner.CurrentOwner;
import dev.kith.paging.Cursor;
import dev.kith.paging.NewestFirst;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class ImportRepository implements PanacheRepositoryBase<ContactImport, UUID> {

    static final NewestFirst LIST = new NewestFirst("imports newest first");

    private final CurrentOwner owner;
    private final ObjectMapper json;

    ImportRepository(CurrentOwner owner, ObjectMapper json) {
        this.owner = owner;
        this.json = json;
    }

    List<ContactImport> page(String cursor, int rows) {
        return LIST.page(this, cursor, rows);
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

    /** What became of rows. */
    void store(UUID id, List<ImportRow> rows) {
        getSession().createNativeMutationQuery("""
                insert into import_row (owner_id, import_id, line, outcome, contact_id, changed, reason, remarks, version)
                select :owner, :id, line, outcome, "contactId", changed, reason, remarks, version
                from json_to_recordset(cast(:rows as json)) as made(
                    line integer, outcome text, "contactId" uuid, changed text[], reason text, remarks text[], version integer)
                """)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .setParameter("rows", write(rows))
                .executeUpdate();
    }

    private String write(List<ImportRow> rows) {
        var array = json.createArrayNode();
        rows.forEach(row -> array.add(json.<ObjectNode> valueToTree(row).put("version", row.version())));
        return array.toString();
    }

    /** What decides which rows a list has. */
    static String rowsOf(UUID id, Outcome outcome) {
        return "rows of import " + id + " " + outcome;
    }

    /** @param outcome null for all of them */
    List<ImportRow> rows(UUID id, Outcome outcome, String cursor, int limit) {
        return getSession().createNativeQuery("""
                select line as line, outcome as outcome, contact_id as contact_id, changed as changed, reason as reason,
                       remarks as remarks
                from import_row
                where owner_id = :owner and import_id = :id and line > :after and (:outcome is null or outcome = :outcome)
                order by line
                limit :limit
                """, Tuple.class)
                .setParameter("owner", owner.id())
                .setParameter("id", id)
                .setParameter("after",
                        cursor == null ? 0 : Integer.parseInt(Cursor.read(cursor, rowsOf(id, outcome), 1).get(0)))
                .setParameter("outcome", outcome == null ? null : outcome.name(), String.class)
                .setParameter("limit", limit)
                .getResultStream().map(ImportRepository::row).toList();
    }

    private static ImportRow row(Tuple row) {
        return new ImportRow(row.get("line", Integer.class), Outcome.valueOf(row.get("outcome", String.class)),
                row.get("contact_id", UUID.class), List.of(row.get("changed", String[].class)),
                row.get("reason", String.class),
                Stream.of(row.get("remarks", String[].class)).map(Remark::valueOf).toList(), null);
    }
}
