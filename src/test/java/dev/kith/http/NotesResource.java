package dev.kith.http;

import java.io.IOException;
import java.io.InputStream;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import java.util.stream.IntStream;

import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.idempotency.Idempotency;
import dev.kith.owner.CurrentOwner;
import dev.kith.owner.Scope;
import dev.kith.paging.Limit;
import dev.kith.paging.Page;
import dev.kith.problem.Conflict;
import io.agroal.api.AgroalDataSource;

/** A resource as features write them, with a field of every kind; in tests only. */
@Path("/test/notes")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
class NotesResource {

    static final UUID KEPT = UUID.fromString("01976b1c-6f0e-7b8a-9c3d-2f1e0d9c8b7a");

    enum Colour {
        RED,
        GREEN
    }

    record Line(@NotBlank @Size(max = 20) String text) {
    }

    record Note(@NotBlank @Size(max = 20) String text, @Min(0) int stars, Integer weight, boolean pinned, Colour colour,
            UUID about, Instant at, LocalDate due, List<@NotNull @Valid Line> lines, List<@Size(max = 5) String> tags,
            @Valid Line title) {
    }

    record NoteView(UUID id, String etag, Note note) implements Tagged {
    }

    private static final Note NOTE = new Note("as it is", 3, null, true, Colour.RED, null, Instant.EPOCH, null,
            List.of(new Line("one")), List.of("a"), new Line("title"));

    private final Idempotency idempotency;
    private final MergePatch mergePatch;
    private final AgroalDataSource database;
    private final CurrentOwner owner;

    NotesResource(Idempotency idempotency, MergePatch mergePatch, AgroalDataSource database, CurrentOwner owner) {
        this.idempotency = idempotency;
        this.mergePatch = mergePatch;
        this.database = database;
        this.owner = owner;
    }

    @GET
    @RolesAllowed(Scope.READ)
    public Page<String> list(@QueryParam("limit") Integer limit, @QueryParam("colour") List<Colour> colours,
            @QueryParam("about") UUID about, @QueryParam("at") Instant at, @QueryParam("pinned") boolean pinned,
            @QueryParam("q") @Size(max = 10) String q, @QueryParam("cursor") String cursor,
            @HeaderParam("Depth") Integer depth) {
        var rows = IntStream.rangeClosed(0, Limit.of(limit)).mapToObj(i -> "note " + i + colours).toList();
        return Page.of(cursor == null || cursor.isEmpty() ? rows : List.of("last"), Limit.of(limit), Function.identity(),
                row -> "next&=");
    }

    @POST
    @RolesAllowed(Scope.WRITE)
    public Response write(@Valid Note note) {
        return idempotency.once(() -> Answer.of(Made.anew(write(note.text())), view -> "/test/notes/" + view.id()));
    }

    /** Leaves a row that can be counted: a tag, since that has few columns. */
    @Transactional
    NoteView write(String text) {
        var id = UUID.randomUUID();
        if (text.equals("first")) {
            mustBeFirst();
        }
        try (var connection = database.getConnection();
                var insert = connection
                        .prepareStatement("insert into tag (owner_id, id, name, name_key) values (?, ?, ?, ?)")) {
            insert.setObject(1, owner.id());
            insert.setObject(2, id);
            insert.setString(3, text);
            insert.setString(4, id.toString());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (text.equals("refused") || text.equals("perhaps") && ThreadLocalRandom.current().nextBoolean()) {
            throw new Conflict("Not this one.");
        }
        if (text.equals("slow")) {
            sleep();
        }
        return new NoteView(id, "0.abc", NOTE);
    }

    private void mustBeFirst() {
        try (var connection = database.getConnection();
                var select = connection.prepareStatement("select from tag where owner_id = ?")) {
            select.setObject(1, owner.id());
            try (var others = select.executeQuery()) {
                if (others.next()) {
                    throw new Conflict("/text", "There are others.");
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(300);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @POST
    @Path("file")
    @Consumes("text/csv")
    @BodyLimit(mebibytes = 64)
    @RolesAllowed(Scope.WRITE)
    public Response file(InputStream file) throws IOException {
        var length = file.readAllBytes().length;
        return idempotency.once(() -> Answer.ok(length));
    }

    @POST
    @Path("forget/{id}")
    @RolesAllowed(Scope.WRITE)
    public Response forget(@RestPath UUID id) {
        return idempotency.once(() -> {
            idempotency.forget(id);
            return Answer.noContent();
        });
    }

    @GET
    @Path("{id}")
    @RolesAllowed(Scope.READ)
    public NoteView get(@RestPath UUID id) {
        return new NoteView(id, "7.digest", NOTE);
    }

    @PUT
    @Path("{id}")
    @RolesAllowed(Scope.WRITE)
    public NoteView put(@RestPath UUID id, @Valid Note note) {
        return new NoteView(id, "8", note);
    }

    @PATCH
    @Path("{id}")
    @Consumes({ MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON })
    @RolesAllowed(Scope.WRITE)
    public NoteView patch(@RestPath UUID id, JsonNode patch, @Context HttpHeaders headers) {
        ExpectedVersion.of(headers).check(7);
        return new NoteView(id, "8", mergePatch.apply(patch, NOTE, Note.class));
    }

    @DELETE
    @Path("{id}")
    @RolesAllowed(Scope.WRITE)
    public void delete(@RestPath UUID id, @Context HttpHeaders headers) {
        ExpectedVersion.of(headers).check(7);
    }
}
