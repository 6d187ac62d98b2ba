package dev.kith.organization;

import java.util.UUID;

import jakarta.validation.constraints.NotNull;

/** @param organizationId the one that becomes part of another */
record MergeOrganization(@NotNull UUID organizationId) {
}
