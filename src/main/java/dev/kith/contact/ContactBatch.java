package dev.kith.contact;

import java.util.List;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Changes of contacts, in order. Each is read by itself, since one that is not well formed is no reason to refuse the others.
 */
record ContactBatch(@NotNull @Size(min = 1, max = 200) List<JsonNode> operations) {
}
