package dev.kith.exchange;

import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.kith.contact.EmailAddress;
import dev.kith.contact.ProfileAddress;
import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.exchange.LinkedInRow.Remark;
import dev.kith.exchange.LinkedInRow.SkipReason;
import dev.kith.exchange.LinkedInRow.Skipped;
import dev.kith.problem.Invalid;
import dev.kith.text.Folding;

/**
 * The rows of a {@code Connections.csv} as LinkedIn writes it, each of them once, in their order, read while they are asked
 * for: in memory there is one row, however long the file is. A file that turns out to be damaged is refused as a whole, by
 * {@link Invalid}, when the damage is reached; what came before it must not stay.
 */
final class LinkedInFile implements Iterator<LinkedInRow> {

    /** LinkedIn allows 30,000 connections. */
    private static final long MOST_ROWS = 100_000;
    /** LinkedIn writes three lines before the header; others may have added theirs. */
    private static final int HEADER_WITHIN = 50;
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_TEXT = 200;
    private static final int LONGEST_LINK = 2048;
    /** In characters, so that the key fits into an index entry of PostgreSQL. */
    private static final int LONGEST_KEY = 600;

    private static final Pattern SPACE = Pattern.compile("[\\p{Z}\\p{Cc}]+");
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Z}\\p{Cc}\\p{Cf}]*");
    private static final Pattern LINK = Pattern.compile("https?://[^\\s/?#]+\\S*", Pattern.CASE_INSENSITIVE);

    /** Whose file has it, Kith has written it, and {@link FormulaGuard} has guarded its cells. */
    static final String OWN_COLUMN = "Kith ID";

    /** The columns Kith knows, called as in LinkedIn's header; older files lack some, or say "Current Company". */
    private enum Column {
        FIRST_NAME,
        LAST_NAME,
        URL,
        EMAIL_ADDRESS,
        COMPANY,
        POSITION,
        CONNECTED_ON;

        boolean isCalled(String name) {
            return Folding.fold(name).replaceFirst("^current ", "").replace(' ', '_').equalsIgnoreCase(name());
        }
    }

    private final UploadedText text;
    private final Iterator<Row> rows;
    private final Map<Column, Integer> columns = new EnumMap<>(Column.class);
    private final int width;
    private final boolean own;
    /** How often a person was read who has nothing but a name and a day. */
    private final Map<String, Integer> namesakes = new HashMap<>();
    private long count;

    private LinkedInFile(UploadedText text, CsvReader<Row> csv) {
        this.text = text;
        this.rows = csv.iterator();
        var header = nextRow().fields();
        for (var column : Column.values()) {
            for (var at = 0; at < header.size(); at++) {
                if (column.isCalled(header.get(at))) {
                    columns.putIfAbsent(column, at);
                }
            }
        }
        this.width = header.size();
        this.own = header.contains(OWN_COLUMN);
    }

    /**
     * Reads up to the header.
     *
     * @param bytes the file; closing it is up to the caller
     * @throws Invalid if this is no such file
     */
    static LinkedInFile open(InputStream bytes) {
        var text = new UploadedText(bytes, LinkedInFile::noHeader);
        var csv = CsvReader.builder()
                .skipEmptyLines(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(new RowBuilder(text), text);
        try {
            csv.skipLines(LinkedInFile::isHeader, HEADER_WITHIN);
        } catch (CsvParseException notFound) {
            throw noHeader();
        }
        return new LinkedInFile(text, csv);
    }

    /** What comes before the header is prose with quotes and commas, so lines are looked at one by one. */
    private static boolean isHeader(String line) {
        try {
            var names = CsvReader.builder().ofSingleCsvRecord(line).getFields();
            return names.stream().anyMatch(Column.FIRST_NAME::isCalled) && names.stream().anyMatch(Column.LAST_NAME::isCalled);
        } catch (CsvParseException prose) {
            return false;
        }
    }

    private static Invalid noHeader() {
        return new Invalid("file", "This is no Connections.csv of LinkedIn: none of its first " + HEADER_WITHIN
                + " lines is a header with the columns \"First Name\" and \"Last Name\", separated by commas.");
    }

    /** @throws Invalid if the file is damaged here */
    @Override
    public boolean hasNext() {
        return reading(Iterator::hasNext);
    }

    /** @throws Invalid if the file is damaged here */
    @Override
    public LinkedInRow next() {
        var row = nextRow();
        if (++count > MOST_ROWS) {
            throw new Invalid("line " + row.line(), "The file has more than " + MOST_ROWS + " rows.");
        }
        if (row.fields().stream().allMatch(LinkedInFile::isBlank)) {
            return new Skipped(row.line(), SkipReason.BLANK);
        }
        if (row.fields().size() < width && endsUnfinished()) {
            throw cutOff(row);
        }
        if (row.fields().size() < width || row.fields().stream().skip(width).anyMatch(field -> !isBlank(field))) {
            return new Skipped(row.line(), SkipReason.WRONG_FIELDS);
        }
        return person(row);
    }

    /**
     * Whether the row just read is the last and its line was never ended; many programs leave it like that, so it may be whole.
     */
    private boolean endsUnfinished() {
        return !hasNext() && !text.endsWithLine();
    }

    private static Invalid cutOff(Row row) {
        return new Invalid("line " + row.line(), "The file ends within this row: it was cut off.");
    }

    private Row nextRow() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return reading(Iterator::next);
    }

    private <T> T reading(Function<Iterator<Row>, T> step) {
        try {
            return step.apply(rows);
        } catch (CsvParseException e) {
            if (e.getCause() instanceof Invalid refusal) {
                throw refusal;
            }
            if (e.getCause() != null) {
                throw e;
            }
            throw new Invalid("line " + text.rowLine(),
                    "A quote in the row that begins here is not closed, or text follows a closing quote: the file is damaged or was cut off.");
        }
    }

    private LinkedInRow person(Row row) {
        var firstName = value(row, Column.FIRST_NAME);
        var lastName = value(row, Column.LAST_NAME);
        if (firstName == null && lastName == null) {
            return new Skipped(row.line(), SkipReason.NO_NAME);
        }
        if (length(firstName) > LONGEST_NAME || length(lastName) > LONGEST_NAME) {
            return new Skipped(row.line(), SkipReason.TOO_LONG);
        }
        var remarks = new ArrayList<Remark>();
        var link = kept(row, Column.URL, LinkedInFile::link, Remark.UNREADABLE_URL, remarks);
        var email = kept(row, Column.EMAIL_ADDRESS, address -> EmailAddress.keyOf(address).map(key -> address),
                Remark.UNREADABLE_EMAIL, remarks);
        var connectedOn = kept(row, Column.CONNECTED_ON, LinkedInDate::read, Remark.UNREADABLE_DATE, remarks);
        if (remarks.contains(Remark.UNREADABLE_DATE) && columns.get(Column.CONNECTED_ON) == width - 1 && endsUnfinished()) {
            throw cutOff(row);
        }
        var company = shortened(row, Column.COMPANY, remarks);
        var position = shortened(row, Column.POSITION, remarks);
        var keys = keys(firstName, lastName, link, email, connectedOn);
        return keys.isEmpty() ? new Skipped(row.line(), SkipReason.NO_KEY)
                : new Connection(row.line(), firstName, lastName, link, email, company, position, connectedOn, keys,
                        List.copyOf(remarks));
    }

    /**
     * A row of the older form has nothing to know a person by, and a name alone is not enough. What LinkedIn itself has is
     * that on one day the owner connected to somebody of that name; of two such rows in one file, the first is always the
     * first.
     */
    private List<String> keys(String firstName, String lastName, String link, String email, LocalDate connectedOn) {
        var keys = new ArrayList<String>();
        Optional.ofNullable(link).flatMap(ProfileAddress::keyOf).ifPresent(keys::add);
        Optional.ofNullable(email).flatMap(EmailAddress::keyOf).ifPresent(keys::add);
        if (keys.isEmpty() && connectedOn != null) {
            var name = Folding.fold((firstName == null ? "" : firstName) + " " + (lastName == null ? "" : lastName));
            var key = "linkedin:" + name + "|" + connectedOn;
            if (key.length() <= LONGEST_KEY) {
                keys.add(key + "|" + namesakes.merge(key, 1, Integer::sum));
            }
        }
        return List.copyOf(keys);
    }

    private <T> T kept(Row row, Column column, Function<String, Optional<T>> reading, Remark otherwise, List<Remark> remarks) {
        var value = value(row, column);
        if (value == null) {
            return null;
        }
        var read = reading.apply(value);
        if (read.isEmpty()) {
            remarks.add(otherwise);
        }
        return read.orElse(null);
    }

    private String shortened(Row row, Column column, List<Remark> remarks) {
        var value = value(row, column);
        if (length(value) <= LONGEST_TEXT) {
            return value;
        }
        if (!remarks.contains(Remark.SHORTENED)) {
            remarks.add(Remark.SHORTENED);
        }
        var end = Character.isHighSurrogate(value.charAt(LONGEST_TEXT - 1)) ? LONGEST_TEXT - 1 : LONGEST_TEXT;
        return value.substring(0, end).strip();
    }

    /** The field on one line, without space around it; null if there is nothing to be seen in it. */
    private String value(Row row, Column column) {
        var at = columns.get(column);
        if (at == null || isBlank(row.fields().get(at))) {
            return null;
        }
        var field = row.fields().get(at);
        return SPACE.matcher(own ? FormulaGuard.open(field) : field).replaceAll(" ").strip();
    }

    private static Optional<String> link(String address) {
        var link = ProfileAddress.keyOf("https://" + address).isPresent() ? "https://" + address : address;
        return link.length() <= LONGEST_LINK && LINK.matcher(link).matches() ? Optional.of(link) : Optional.empty();
    }

    private static boolean isBlank(String field) {
        return INVISIBLE.matcher(field).matches();
    }

    private static int length(String value) {
        return value == null ? 0 : value.length();
    }

    private record Row(long line, List<String> fields) {
    }

    private static final class RowBuilder extends AbstractBaseCsvCallbackHandler<Row> {

        private final UploadedText text;
        private List<String> fields = List.of();

        RowBuilder(UploadedText text) {
            this.text = text;
        }

        @Override
        protected void handleBegin(long line) {
            text.rowBegins(line);
            fields = new ArrayList<>();
        }

        @Override
        protected void handleField(int at, char[] buffer, int offset, int length, boolean quoted) {
            fields.add(new String(buffer, offset, length));
        }

        @Override
        protected Row buildRecord() {
            return new Row(getStartingLineNumber(), fields);
        }
    }
}
