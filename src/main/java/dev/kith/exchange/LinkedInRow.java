package dev.kith.exchange;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import dev.kith.contact.Name;
import dev.kith.contact.Person;
import dev.kith.contact.Position;

/** What became of one row of a {@code Connections.csv}: somebody, or a reason why nobody. */
sealed interface LinkedInRow {

    /** The line of the file on which the row begins; the first is 1. */
    long line();

    /**
     * A person. What the row does not say is null.
     *
     * @param firstName one of the two names is there
     * @param link the address of the profile, as a link to it: with its scheme
     * @param email as it was written
     * @param keys by what the person is known again, the strongest first; never empty, never the name alone
     * @param remarks what of the row did not come in as it was written
     */
    record Connection(long line, String firstName, String lastName, String link, String email, String company,
            String position, LocalDate connectedOn, List<String> keys, List<Remark> remarks) implements LinkedInRow {

        /** Without a day that has not come yet. */
        Connection asOf(LocalDate today) {
            if (connectedOn == null || !connectedOn.isAfter(today)) {
                return this;
            }
            var more = new ArrayList<>(remarks);
            more.add(Remark.FUTURE_DATE);
            return new Connection(line, firstName, lastName, link, email, company, position, null, keys, more);
        }

        Person person() {
            var there = company == null && position == null ? null : new Position(company, position, null, null, null);
            return new Person(new Name(null, firstName, lastName, null, null, null), email, link, there, connectedOn, keys);
        }
    }

    record Skipped(long line, SkipReason reason) implements LinkedInRow {
    }

    /** Why a row brings nobody in. The texts quote nothing of the row, so that they can be kept. */
    enum SkipReason {
        BLANK("There is nothing in this row."),
        WRONG_FIELDS("This row has fewer or more fields than the header has columns, so it is not known which is which."),
        NO_NAME("There is no name in this row. LinkedIn leaves it out when somebody closed their account."),
        NO_KEY("There is neither a profile address, an e-mail address nor a day of connection that could be read, so this person could not be known again."),
        TOO_LONG("A name in this row is longer than 200 characters."),
        IN_BIN("This contact is in the bin and stays there.");

        private final String detail;

        SkipReason(String detail) {
            this.detail = detail;
        }

        String detail() {
            return detail;
        }
    }

    /** What was left out of a person who came in all the same. */
    enum Remark {
        UNREADABLE_DATE("\"Connected On\" could not be read and was left out; write it like 05 Mar 2024 or 2024-03-05."),
        FUTURE_DATE("\"Connected On\" has not come yet and was left out."),
        UNREADABLE_EMAIL("\"Email Address\" is no e-mail address and was left out."),
        UNREADABLE_URL("\"URL\" is no web address and was left out."),
        SHORTENED("\"Company\" or \"Position\" was cut to 200 characters.");

        private final String detail;

        Remark(String detail) {
            this.detail = detail;
        }

        String detail() {
            return detail;
        }
    }
}
