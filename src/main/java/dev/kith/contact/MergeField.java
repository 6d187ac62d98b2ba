package dev.kith.contact;

import com.fasterxml.jackson.annotation.JsonValue;

/** What of two contacts cannot be true of both, as the API calls it. */
enum MergeField {
    NAME("name"),
    CITY("city"),
    COUNTRY("country"),
    BIRTHDAY("birthday"),
    HOW_WE_MET("howWeMet"),
    CADENCE("cadence"),
    STATUS("status");

    private final String word;

    MergeField(String word) {
        this.word = word;
    }

    @Override
    @JsonValue
    public String toString() {
        return word;
    }
}
