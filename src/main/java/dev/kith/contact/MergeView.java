package dev.kith.contact;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What two contacts are as one, or would be.
 *
 * @param mergedId who became part of the contact
 * @param fields in which they differed
 */
record MergeView(ContactView contact, UUID mergedId, List<Field> fields, Moved moved) {

    record Field(String field, JsonNode survivor, JsonNode other, JsonNode result) {
    }

    /**
     * What follows the contact who is gone.
     *
     * @param introductionsRemoved in which somebody would have been introduced to themselves
     * @param names given in answer to asks
     * @param introduced contacts whom the owner met through the one who is gone
     */
    record Moved(int interactions, int introductions, int introductionsRemoved, int asks, int names, int introduced) {

        static Moved of(ContactsMerging merging, int introduced) {
            return new Moved(merging.moved(ContactsMerging.What.INTERACTION), merging.moved(ContactsMerging.What.INTRODUCTION),
                    merging.moved(ContactsMerging.What.REMOVED_INTRODUCTION), merging.moved(ContactsMerging.What.ASK),
                    merging.moved(ContactsMerging.What.NAME), introduced);
        }
    }
}
