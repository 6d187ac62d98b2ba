package dev.kith.exchange;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import de.siegmar.fastcsv.writer.QuoteStrategies;
import dev.kith.contact.ContactView;
import dev.kith.contact.Email;
import dev.kith.contact.Link;
import dev.kith.contact.Phone;
import dev.kith.contact.PositionView;
import dev.kith.contact.ProfileAddress;

/**
 * Contacts as a table: the columns of LinkedIn's {@code Connections.csv}, by which Kith reads them again, those of Google's
 * contacts, and what only Kith knows. No cell is a formula: see {@link FormulaGuard}.
 */
@ApplicationScoped
class CsvExport {

    /** Google's numbered columns; of what there is more of, the last one holds the rest. */
    private static final int NUMBERED = 3;
    private static final String SEPARATOR = " ::: ";
    private static final DateTimeFormatter LINKEDIN = DateTimeFormatter.ofPattern("dd MMM uuuu", Locale.ENGLISH);

    private static final Map<String, Function<ContactView, Object>> COLUMNS = columns();

    private final Network network;

    CsvExport(Network network) {
        this.network = network;
    }

    void to(OutputStream out) throws IOException {
        var text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
        var csv = CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).quoteStrategy(QuoteStrategies.ALWAYS).build(text);
        csv.writeRecord(COLUMNS.keySet());
        network.readContacts(contact -> csv.writeRecord(row(contact)));
        csv.flush();
    }

    private static List<String> row(ContactView contact) {
        return COLUMNS.values().stream().map(column -> column.apply(contact))
                .map(value -> value == null ? "" : FormulaGuard.guard(value.toString())).toList();
    }

    private static Map<String, Function<ContactView, Object>> columns() {
        var columns = new LinkedHashMap<String, Function<ContactView, Object>>();
        columns.put("First Name", CsvExport::firstName);
        columns.put("Last Name", contact -> contact.name().family());
        columns.put("URL", CsvExport::profile);
        columns.put("Email Address", CsvExport::email);
        columns.put("Company", contact -> present(contact, PositionView::organization));
        columns.put("Position", contact -> present(contact, PositionView::title));
        columns.put("Connected On",
                contact -> contact.howWeMet().on() == null ? null : LINKEDIN.format(contact.howWeMet().on()));

        columns.put("File As", contact -> contact.name().display());
        columns.put("Name Prefix", contact -> contact.name().prefix());
        columns.put("Name Suffix", contact -> contact.name().suffix());
        columns.put("Nickname", contact -> contact.name().nickname());
        columns.put("Organization Name", contact -> present(contact, PositionView::organization));
        columns.put("Organization Title", contact -> present(contact, PositionView::title));
        columns.put("Birthday", ContactView::birthday);
        columns.put("Notes", ContactView::notes);
        columns.put("Labels", contact -> String.join(SEPARATOR, contact.tags()));
        numbered(columns, "E-mail %d - Label", ContactView::emails, Email::label);
        numbered(columns, "E-mail %d - Value", ContactView::emails, Email::address);
        numbered(columns, "Phone %d - Label", ContactView::phones, Phone::label);
        numbered(columns, "Phone %d - Value", ContactView::phones, Phone::number);
        numbered(columns, "Website %d - Label", ContactView::links, Link::label);
        numbered(columns, "Website %d - Value", ContactView::links, Link::url);
        columns.put("Address 1 - City", ContactView::city);
        columns.put("Address 1 - Country", ContactView::country);

        columns.put(LinkedInFile.OWN_COLUMN, ContactView::id);
        columns.put("Status", ContactView::status);
        columns.put("Cadence", ContactView::cadence);
        columns.put("Warmth", contact -> contact.warmth().state());
        columns.put("Last Contact At", contact -> contact.warmth().lastContactAt());
        columns.put("Goes Cold At", contact -> contact.warmth().goesColdAt());
        columns.put("Binned At", ContactView::binnedAt);
        return columns;
    }

    /** Whoever has one name only has it here: a table of people knows them by it. */
    private static String firstName(ContactView contact) {
        var name = contact.name();
        return name.given() == null && name.family() == null ? name.display() : name.given();
    }

    private static String profile(ContactView contact) {
        return contact.links().stream().map(Link::url).filter(url -> ProfileAddress.keyOf(url).isPresent()).findFirst()
                .orElseGet(() -> contact.links().stream().map(Link::url).findFirst().orElse(null));
    }

    private static String email(ContactView contact) {
        return contact.emails().stream().filter(Email::preferred).findFirst()
                .or(() -> contact.emails().stream().findFirst()).map(Email::address).orElse(null);
    }

    private static String present(ContactView contact, Function<PositionView, String> value) {
        return contact.positions().stream().filter(position -> position.to() == null).findFirst().map(value).orElse(null);
    }

    private static <T> void numbered(Map<String, Function<ContactView, Object>> columns, String name,
            Function<ContactView, List<T>> things, Function<T, String> value) {
        for (var number = 1; number <= NUMBERED; number++) {
            var before = number - 1;
            var most = number == NUMBERED ? Integer.MAX_VALUE : 1;
            columns.put(name.formatted(number), contact -> things.apply(contact).stream().skip(before).limit(most)
                    .map(value).map(text -> text == null ? "" : text).collect(Collectors.joining(SEPARATOR)));
        }
    }
}
