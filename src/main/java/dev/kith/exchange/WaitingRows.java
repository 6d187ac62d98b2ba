package dev.kith.exchange;

import java.util.ArrayList;
import java.util.List;

import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.exchange.LinkedInRow.Skipped;

/** Rows that were read together and are taken in together. */
record WaitingRows(List<Connection> people, List<Skipped> skipped) {

    WaitingRows() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    void add(LinkedInRow row) {
        if (row instanceof Connection connection) {
            people.add(connection);
        } else if (row instanceof Skipped none) {
            skipped.add(none);
        }
    }

    int size() {
        return people.size() + skipped.size();
    }
}
