package dev.kith.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.exchange.LinkedInRow.Remark;
import dev.kith.exchange.LinkedInRow.SkipReason;
import dev.kith.exchange.LinkedInRow.Skipped;
import dev.kith.problem.Invalid;

class LinkedInFileTest {

    private static final String HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";
    private static final String ADA = "Ada,King,https://www.linkedin.com/in/ada-king,,Engines Ltd,Analyst,05 Mar 2024\n";

    @Test
    void a_file_as_LinkedIn_writes_it_comes_in_whole() throws IOException {
        try (var file = getClass().getResourceAsStream("/linkedin/Connections.csv")) {
            var rows = rows(file);
            assertEquals(13, rows.size());
            assertEquals(new Skipped(10, SkipReason.BLANK), rows.get(5));
            assertEquals(12, rows.stream().filter(Connection.class::isInstance).count());
            assertEquals(
                    new Connection(8, "Daniel", "Ferreira, PMP", "https://www.linkedin.com/in/daniel-ferreira-sample", null,
                            "Norte, Sul & Filhos, Lda.", "Project Manager, Logistics", LocalDate.of(2024, 3, 5),
                            List.of("url:linkedin.com/in/daniel-ferreira-sample"), List.of()),
                    rows.get(3));
            assertEquals(List.of("url:linkedin.com/in/mei-tanaka-sample", "email:mei.tanaka@example.com"),
                    ((Connection) rows.get(2)).keys());
        }
    }

    @Test
    void the_older_form_knows_people_by_email_or_by_name_and_day_never_by_name_alone() throws IOException {
        try (var file = getClass().getResourceAsStream("/linkedin/older-form.csv")) {
            var rows = rows(file);
            assertEquals(List.of("email:ines.moreau@example.com"), ((Connection) rows.get(0)).keys());
            assertEquals(List.of("linkedin:paul stone|2017-11-21|1"), ((Connection) rows.get(1)).keys());
            assertEquals(List.of("linkedin:paul stone|2017-11-21|2"), ((Connection) rows.get(2)).keys());
            assertEquals(new Skipped(5, SkipReason.NO_KEY), rows.get(3));
        }
    }

    @Test
    void columns_are_found_by_name_in_any_order_and_unknown_ones_are_ignored() {
        var ada = person("Shoe Size,CONNECTED ON, position ,Last  Name,\"First Name\",Url\n"
                + "38,05 Mar 2024,Analyst,King,Ada,linkedin.com/in/ada-king\n");
        assertEquals(new Connection(2, "Ada", "King", "https://linkedin.com/in/ada-king", null, null, "Analyst",
                LocalDate.of(2024, 3, 5), List.of("url:linkedin.com/in/ada-king"), List.of()), ada);
    }

    @Test
    void the_preamble_may_be_any_prose() {
        var ada = person("Notes:\r\n\"\r\nShe said \"First Name, Last Name\", twice\r\n,,\"\r\n" + HEADER + ADA);
        assertEquals(6, ada.line());
    }

    @Test
    void lines_are_those_of_the_file_also_behind_fields_with_line_breaks() {
        var rows = rows("Notes:\n\n" + HEADER + "\"Ada\nMaria\",\"King\r\nNoel\",,ada@example.com,\"a\rb\",,\n" + "\n" + ADA);
        assertEquals(List.of(4L, 8L, 9L), rows.stream().map(LinkedInRow::line).toList());
        assertEquals("Ada Maria", ((Connection) rows.get(0)).firstName());
        assertEquals("King Noel", ((Connection) rows.get(0)).lastName());
        assertEquals("a b", ((Connection) rows.get(0)).company());
    }

    @Test
    void every_row_is_a_person_or_has_a_reason_why_not() {
        var rows = rows(HEADER
                + ADA
                + "\n"
                + " , ,,\"\",,,\u00a0\n"
                + ",,,,,,05 Mar 2024\n"
                + "Ada,King,https://www.linkedin.com/in/ada-king\n"
                + ADA.replace("\n", ",surplus\n")
                + ADA.replace("\n", ",,\n")
                + "Ada,King,,,Engines Ltd,Analyst,\n"
                + "Ada,King,,,Engines Ltd,Analyst,soon\n"
                + "Ada," + "K".repeat(201) + ",https://www.linkedin.com/in/ada-king,,,,\n");
        assertInstanceOf(Connection.class, rows.remove(0));
        assertInstanceOf(Connection.class, rows.remove(5));
        assertEquals(List.of(
                new Skipped(3, SkipReason.BLANK),
                new Skipped(4, SkipReason.BLANK),
                new Skipped(5, SkipReason.NO_NAME),
                new Skipped(6, SkipReason.WRONG_FIELDS),
                new Skipped(7, SkipReason.WRONG_FIELDS),
                new Skipped(9, SkipReason.NO_KEY),
                new Skipped(10, SkipReason.NO_KEY),
                new Skipped(11, SkipReason.TOO_LONG)), rows);
    }

    @Test
    void somebody_with_one_name_comes_in() {
        assertEquals("Adele", person(HEADER + "Adele,,https://www.linkedin.com/in/adele,,,,\n").firstName());
        assertEquals("Pelé", person(HEADER + ",Pelé,https://www.linkedin.com/in/pele,,,,\n").lastName());
    }

    @Test
    void what_cannot_be_read_of_a_person_is_left_out_and_remarked() {
        var ada = person(HEADER + "Ada,King,https://www.linkedin.com/in/ada-king,ada at example," + "c".repeat(199)
                + "😀,Analyst,30 Feb 2024\n");
        assertEquals(List.of(Remark.UNREADABLE_EMAIL, Remark.UNREADABLE_DATE, Remark.SHORTENED), ada.remarks());
        assertEquals("c".repeat(199), ada.company());
        assertEquals(null, ada.connectedOn());
        assertEquals(null, ada.email());
    }

    @Test
    void a_link_to_something_else_than_a_profile_is_kept_but_nobody_is_known_by_it() {
        var ada = person(HEADER + "Ada,King,https://engines.example.com/team,,,,05 Mar 2024\n");
        assertEquals("https://engines.example.com/team", ada.link());
        assertEquals(List.of("linkedin:ada king|2024-03-05|1"), ada.keys());
        var bob = person(HEADER + "Bob,King,unknown,,,,05 Mar 2024\n");
        assertEquals(null, bob.link());
        assertEquals(List.of(Remark.UNREADABLE_URL), bob.remarks());
    }

    @Test
    void a_name_that_folds_to_more_than_an_index_holds_is_no_key() {
        assertEquals(List.of(new Skipped(2, SkipReason.NO_KEY)),
                rows(HEADER + "ﷺ".repeat(200) + ",King,,,,,05 Mar 2024\n"));
    }

    @Test
    void a_file_with_nothing_but_a_header_has_no_rows() {
        assertEquals(List.of(), rows(HEADER));
        assertEquals(List.of(), rows(HEADER.strip()));
    }

    @Test
    void the_last_line_need_not_be_ended() {
        assertEquals(LocalDate.of(2024, 3, 5), person(HEADER + ADA.strip()).connectedOn());
        assertEquals(null, person(HEADER + ADA.replace("05 Mar 2024\n", "")).connectedOn());
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"people\": [{\"First Name\": \"Ada\"}]}",
            "<!doctype html><html><body>First Name, Last Name</body></html>",
            "First Name;Last Name;URL\nAda;King;\n",
            "First Name,Given,URL\nAda,Maria,\n",
            "\uFEFF",
            "\n\n\n",
            "name,mail\nAda King,ada@example.com\n",
    })
    void a_file_without_the_columns_of_a_name_is_refused(String text) {
        assertRefused("file", "First Name", text.getBytes(UTF_8));
    }

    @Test
    void a_header_that_comes_late_or_never_is_not_searched_for_ever() {
        assertRefused("file", "First Name", ("Notes\n".repeat(50) + HEADER + ADA).getBytes(UTF_8));
        assertRefused("file", "First Name", ("x".repeat(2 << 20) + "\n" + HEADER + ADA).getBytes(UTF_8));
        assertRefused("file", "First Name", "x".repeat(2 << 20).getBytes(UTF_8));
    }

    @Test
    void an_empty_file_is_refused() {
        assertRefused("file", "empty", new byte[0]);
    }

    @Test
    void the_whole_archive_is_refused_with_what_to_do() {
        assertRefused("file", "zip", new byte[] { 'P', 'K', 3, 4, 20, 0, 0, 0, 8, 0 });
    }

    @Test
    void a_picture_is_refused() {
        assertRefused("line 1", "UTF-8", new byte[] { (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13 });
    }

    @Test
    void utf_16_is_refused_and_named() {
        assertRefused("file", "UTF-16", (HEADER + ADA).getBytes(UTF_16));
        assertRefused("file", "UTF-16", ("\uFEFF" + HEADER + ADA).getBytes(UTF_16LE));
        assertRefused("line 1", "UTF-16", (HEADER + ADA).getBytes(UTF_16LE));
    }

    @Test
    void text_that_is_not_utf_8_is_refused_with_its_line() {
        assertRefused("line 3", "UTF-8", (HEADER + ADA + ADA.replace("Ada", "Zoë")).getBytes(ISO_8859_1));
        assertRefused("line 1001", "UTF-8",
                (HEADER + ADA.repeat(999) + ADA.replace("Ada", "Zoë") + ADA).getBytes(ISO_8859_1));
    }

    @Test
    void a_nul_character_is_refused_with_its_line() {
        assertRefused("line 3", "NUL", (HEADER + ADA + ADA.replace("Ada", "A\0da")).getBytes(UTF_8));
    }

    @Test
    void a_row_of_two_mebibytes_is_refused_with_its_line() {
        var filler = "x".repeat(2 << 20);
        assertRefused("line 4", "64 KiB", (HEADER + ADA + ADA + filler + "," + ADA).getBytes(UTF_8));
        assertRefused("line 4", "64 KiB", (HEADER + ADA + ADA + "\"" + filler + "\"," + ADA).getBytes(UTF_8));
        assertRefused("line 4", "64 KiB", (HEADER + ADA + ADA + ",".repeat(2 << 20) + "\n" + ADA).getBytes(UTF_8));
        assertRefused("line 3", "64 KiB", (HEADER + ADA + "\"" + ADA.repeat(20_000)).getBytes(UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "Grace,\"Hop",
            "Grace,\"Hopper, and\nmore",
            "Grace,Hop",
            "Grace,Hopper,https://www.linkedin.com/in/grace,,Navy,Admiral,05 Mar 20",
    })
    void a_file_that_is_cut_off_in_a_row_is_refused_with_its_line(String rest) {
        assertRefused("line 3", "cut off", (HEADER + ADA + rest).getBytes(UTF_8));
    }

    @Test
    void text_behind_a_closing_quote_is_refused_with_its_line() {
        assertRefused("line 3", "quote", (HEADER + ADA + "\"Ada\" Maria,King,,,,,\n" + ADA.repeat(5)).getBytes(UTF_8));
    }

    @Test
    void more_rows_than_anybody_has_connections_are_refused() {
        assertRefused("line 100002", "100000", (HEADER + ",\n".repeat(100_001)).getBytes(UTF_8));
    }

    @Test
    void a_file_of_64_mebibytes_is_read_a_row_at_a_time() {
        var row = ADA.replace("Analyst", "x".repeat(2000)).getBytes(UTF_8);
        var rows = 30_000;
        var endless = new InputStream() {
            private long position;

            @Override
            public int read() {
                return position < (long) rows * row.length ? row[(int) (position++ % row.length)] & 0xFF : -1;
            }
        };
        var file = LinkedInFile.open(new SequenceInputStream(new ByteArrayInputStream(HEADER.getBytes(UTF_8)), endless));
        var count = 0;
        while (file.hasNext()) {
            assertInstanceOf(Connection.class, file.next());
            count++;
        }
        assertEquals(rows, count);
    }

    private static void assertRefused(String pointer, String word, byte[] bytes) {
        var refusal = assertThrows(Invalid.class, () -> rows(new ByteArrayInputStream(bytes)));
        assertEquals(pointer, refusal.errors().get(0).pointer());
        assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
    }

    private static Connection person(String text) {
        var rows = rows(text);
        assertEquals(1, rows.size());
        return assertInstanceOf(Connection.class, rows.get(0));
    }

    private static List<LinkedInRow> rows(String text) {
        return rows(new ByteArrayInputStream(text.getBytes(UTF_8)));
    }

    private static List<LinkedInRow> rows(InputStream bytes) {
        var rows = new ArrayList<LinkedInRow>();
        LinkedInFile.open(bytes).forEachRemaining(rows::add);
        return rows;
    }
}
