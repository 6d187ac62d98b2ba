package dev.kith.contact;

import java.util.List;
import java.util.UUID;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/**
 * Makes another contact part of this one.
 *
 * @param contactId the other one, which is gone afterwards
 * @param take what the other one is right about; of everything else, this one
 */
record MergeContact(@NotNull UUID contactId, @Size(max = 20) List<@NotNull MergeField> take) {

    MergeContact {
        take = take == null ? List.of() : take;
    }
}
