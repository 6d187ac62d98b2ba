package dev.kith.contact;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JsonNode;

import dev.kith.http.ExpectedVersion;
import dev.kith.http.MergePatch;
import dev.kith.problem.Invalid;
import dev.kith.warmth.Rest;

/**
 * One of many changes of contacts that are asked for at once. What can be seen to be wrong with it is refused as it is made.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "op")
@JsonSubTypes({
        @JsonSubTypes.Type(name = "CREATE", value = ContactOperation.Create.class),
        @JsonSubTypes.Type(name = "PATCH", value = ContactOperation.Patch.class),
        @JsonSubTypes.Type(name = "TAG", value = ContactOperation.PutTagOn.class),
        @JsonSubTypes.Type(name = "UNTAG", value = ContactOperation.TakeTagOff.class),
        @JsonSubTypes.Type(name = "SNOOZE", value = ContactOperation.Snooze.class),
        @JsonSubTypes.Type(name = "END_SNOOZE", value = ContactOperation.EndSnooze.class),
        @JsonSubTypes.Type(name = "BIN", value = ContactOperation.Bin.class),
        @JsonSubTypes.Type(name = "RESTORE", value = ContactOperation.Restore.class) })
sealed interface ContactOperation {

    int LONGEST_ETAG = 200;

    /** Of the contact it is about; null if it makes one whose id Kith is to choose. */
    UUID id();

    /** Whom it says to have introduced the contact to the owner. */
    default Optional<UUID> introducer() {
        return Optional.empty();
    }

    /** Where in the operation it says what the contact is to be; broken rules are pointed to from there. */
    default String place() {
        return "";
    }

    /** Decides what the operation does; a refusal is thrown. */
    Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch);

    /** @param status that the same request by itself is answered with */
    record Outcome(int status, UUID contactId) {
    }

    private static Outcome done(UUID contactId) {
        return new Outcome(200, contactId);
    }

    record Create(@NotNull @Valid ContactDetails contact) implements ContactOperation {

        @Override
        public UUID id() {
            return contact.id();
        }

        @Override
        public Optional<UUID> introducer() {
            return Optional.ofNullable(contact.howWeMet().introducedById());
        }

        @Override
        public String place() {
            return "/contact";
        }

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            var made = changes.addOnce(contact);
            return new Outcome(made.isNew() ? 201 : 200, made.view().id());
        }
    }

    /** @param ifMatch what the header of that name would be, or null */
    record Patch(@NotNull UUID id, @Size(max = LONGEST_ETAG) String ifMatch,
            @NotNull JsonNode patch) implements ContactOperation {

        public Patch {
            expected(ifMatch);
        }

        @Override
        public Optional<UUID> introducer() {
            try {
                return Optional.of(UUID.fromString(patch.at("/howWeMet/introducedById").asText()));
            } catch (IllegalArgumentException nobody) {
                return Optional.empty();
            }
        }

        @Override
        public String place() {
            return "/patch";
        }

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            changes.revise(id, expected(ifMatch), before -> mergePatch.apply(patch, before, ContactDetails.class));
            return done(id);
        }
    }

    record PutTagOn(@NotNull UUID id, @NotNull String tag) implements ContactOperation {

        public PutTagOn {
            if (tag != null) {
                TagService.check("/tag", tag);
            }
        }

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            changes.retag(id, Tag.putOn(tag));
            return done(id);
        }
    }

    record TakeTagOff(@NotNull UUID id, @NotNull @Size(max = 60) String tag) implements ContactOperation {

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            changes.retag(id, Tag.takenOff(tag));
            return done(id);
        }
    }

    record Snooze(@NotNull UUID id, Instant until, Boolean nextCadence) implements ContactOperation {

        public Snooze {
            command(until, nextCadence);
        }

        private static SnoozeContact command(Instant until, Boolean nextCadence) {
            return new SnoozeContact(until, nextCadence);
        }

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            changes.rest(id, command(until, nextCadence).rest());
            return done(id);
        }
    }

    record EndSnooze(@NotNull UUID id) implements ContactOperation {

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            changes.rest(id, Rest.ended());
            return done(id);
        }
    }

    /** @param ifMatch what the header of that name would be, or null */
    record Bin(@NotNull UUID id, @Size(max = LONGEST_ETAG) String ifMatch) implements ContactOperation {

        public Bin {
            expected(ifMatch);
        }

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            changes.bin(id, expected(ifMatch));
            return new Outcome(204, id);
        }
    }

    record Restore(@NotNull UUID id) implements ContactOperation {

        @Override
        public Outcome decide(ContactWriter.Changes changes, MergePatch mergePatch) {
            changes.restore(id);
            return done(id);
        }
    }

    /** @throws Invalid if it is no list of entity tags */
    private static ExpectedVersion expected(String ifMatch) {
        return ExpectedVersion.of("/ifMatch", ifMatch);
    }
}
