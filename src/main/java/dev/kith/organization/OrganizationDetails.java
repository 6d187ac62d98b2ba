package dev.kith.organization;

import java.util.UUID;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What a client says of an organization.
 *
 * @param id made by the client, or null
 * @param domain of its web site and addresses, as {@code acme.example}; letter case makes no difference
 */
record OrganizationDetails(
        UUID id,
        @NotBlank @Size(max = 200) String name,
        @Size(max = 100) String sector,
        @Size(max = 253) @Pattern(regexp = OrganizationDetails.DOMAIN) String domain) {

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    /** Bounded: what repeats without end is matched on the stack. */
    static final String DOMAIN = "(" + LABEL + "\\.){1,126}" + LABEL;
}
