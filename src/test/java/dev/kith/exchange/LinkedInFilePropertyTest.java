package dev.kith.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

import dev.kith.exchange.LinkedInRow.Connection;
import dev.kith.problem.Invalid;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Any people, written as LinkedIn could write them, are read back as the same people. */
class LinkedInFilePropertyTest {

    private static final List<String> COLUMNS = List.of("First Name", "Last Name", "URL", "Email Address", "Company",
            "Position",
            "Connected On", "Shoe Size");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd MMM yyyy", Locale.ENGLISH);

    record Person(String first, String last, String slug, String email, String company, String position, LocalDate day) {

        String field(String column) {
            return switch (column) {
                case "First Name" -> first;
                case "Last Name" -> last;
                case "URL" -> slug.isEmpty() ? "" : "https://www.linkedin.com/in/" + slug;
                case "Email Address" -> email;
                case "Company" -> company;
                case "Position" -> position;
                case "Connected On" -> DAY.format(day);
                default -> "42, \"wide\"";
            };
        }
    }

    /** How a file is written: what of it LinkedIn, Excel and time have changed. */
    record Form(List<String> columns, String preamble, String mark, String lineEnd, boolean quoteAll, boolean endsWithLine) {

        String write(List<Person> people) {
            var lines = new ArrayList<String>();
            lines.add(String.join(",", columns));
            for (var person : people) {
                lines.add(columns.stream().map(person::field).map(this::quoted).collect(Collectors.joining(",")));
            }
            return mark + preamble.replace("\n", lineEnd) + String.join(lineEnd, lines) + (endsWithLine ? lineEnd : "");
        }

        private String quoted(String field) {
            return quoteAll || field.matches("(?s).*[,\"\r\n].*") ? '"' + field.replace("\"", "\"\"") + '"' : field;
        }
    }

    @Property
    void people_are_read_back_as_they_were_written(@ForAll("people") List<Person> people, @ForAll("forms") Form form) {
        var read = read(form.write(people).getBytes(UTF_8));
        assertEquals(people.size(), read.size());
        for (var i = 0; i < people.size(); i++) {
            var person = people.get(i);
            var connection = (Connection) read.get(i);
            assertEquals(
                    Arrays.asList(line(person.first), line(person.last), line(person.field("URL")), line(person.email),
                            line(person.company), line(person.position), person.day, List.of()),
                    Arrays.asList(connection.firstName(), connection.lastName(), connection.link(), connection.email(),
                            connection.company(), connection.position(), connection.connectedOn(), connection.remarks()));
        }
    }

    @Property
    void the_same_people_have_the_same_keys_in_every_form(@ForAll("people") List<Person> people, @ForAll("forms") Form one,
            @ForAll("forms") Form other) {
        assertEquals(keys(read(one.write(people).getBytes(UTF_8))), keys(read(other.write(people).getBytes(UTF_8))));
    }

    @Property
    void nobody_is_known_by_what_another_is_known_by(@ForAll("people") List<Person> people, @ForAll("forms") Form form) {
        var keys = keys(read(form.write(people).getBytes(UTF_8)));
        assertTrue(keys.stream().noneMatch(List::isEmpty));
        var weakest = keys.stream().map(all -> all.get(0)).filter(key -> key.startsWith("linkedin:")).toList();
        assertEquals(weakest.size(), weakest.stream().distinct().count());
    }

    @Property
    void a_file_cut_off_anywhere_is_refused_or_says_only_what_the_whole_file_says(@ForAll("people") List<Person> people,
            @ForAll("forms") Form form, @ForAll("parts") double part) {
        var columns = COLUMNS;
        var usual = new Form(columns.subList(0, 7), form.preamble, form.mark, form.lineEnd, form.quoteAll, form.endsWithLine);
        var bytes = usual.write(people).getBytes(UTF_8);
        var whole = read(bytes);
        List<LinkedInRow> some;
        try {
            some = read(Arrays.copyOf(bytes, (int) (bytes.length * part)));
        } catch (Invalid refused) {
            assertFalse(refused.errors().isEmpty());
            return;
        }
        if (!some.isEmpty() && some.size() <= whole.size()) {
            var last = some.remove(some.size() - 1);
            // with the day cut away exactly behind the comma the row is a whole one that has no day
            assertTrue(
                    last.equals(whole.get(some.size())) || !(last instanceof Connection known) || known.connectedOn() == null);
        }
        assertEquals(whole.subList(0, some.size()), some);
    }

    @Property
    void any_bytes_behind_a_header_are_read_or_refused(@ForAll byte[] bytes, @ForAll("junk") String junk) {
        for (var rest : List.of(bytes, junk.getBytes(UTF_8))) {
            var file = Arrays.copyOf("First Name,Last Name,URL\n".getBytes(UTF_8), 25 + rest.length);
            System.arraycopy(rest, 0, file, 25, rest.length);
            try {
                read(file);
            } catch (Invalid refused) {
                assertFalse(refused.errors().isEmpty());
            }
        }
    }

    private static List<LinkedInRow> read(byte[] bytes) {
        var rows = new ArrayList<LinkedInRow>();
        LinkedInFile.open(new ByteArrayInputStream(bytes)).forEachRemaining(rows::add);
        return rows;
    }

    private static List<List<String>> keys(List<LinkedInRow> rows) {
        return rows.stream().map(row -> ((Connection) row).keys()).toList();
    }

    /** What a field says when it stands on one line; null when it says nothing. */
    private static String line(String field) {
        var line = Arrays.stream(field.split("[ \r\n]+")).filter(word -> !word.isEmpty()).collect(Collectors.joining(" "));
        return line.isEmpty() ? null : line;
    }

    @Provide
    Arbitrary<Double> parts() {
        return Arbitraries.doubles().between(0, 1);
    }

    @Provide
    Arbitrary<String> junk() {
        return Arbitraries.strings().withChars("a,\"\r\n\u0000é \uFEFF").ofMaxLength(40);
    }

    @Provide
    Arbitrary<List<Person>> people() {
        var text = Arbitraries.strings().withCharRange('a', 'z').withChars("ÄéßŁ漢E ,\"'\r\n;#").ofMaxLength(30)
                .map(some -> some.replace("E", "😀"));
        var name = text.map(some -> "X" + some);
        var slug = Arbitraries.strings().withCharRange('a', 'z').withChars("-0é").ofMaxLength(12)
                .map(some -> some.replace("é", "%C3%A9"));
        var email = Arbitraries.strings().alpha().ofMaxLength(8).map(some -> some.isEmpty() ? "" : some + "@example.com");
        var day = Arbitraries.integers().between(0, 365 * 20).map(LocalDate.of(2005, 1, 1)::plusDays);
        // few names, so that some people have the same
        var names = Arbitraries.oneOf(name, Arbitraries.of("Ada", "Grace"));
        return Combinators.combine(names, names, slug, email, text, text, day).as(Person::new).list().ofMaxSize(12);
    }

    @Provide
    Arbitrary<Form> forms() {
        var columns = Arbitraries.shuffle(COLUMNS);
        var preamble = Arbitraries.of("", "Notes:\n\"You may, perhaps, \"\"miss\"\" e-mails\"\n\n", "\"\n,\n",
                "\n\nFirst Name\n");
        return Combinators.combine(columns, preamble, Arbitraries.of("", "\uFEFF"), Arbitraries.of("\n", "\r\n"),
                Arbitraries.of(true, false), Arbitraries.of(true, false)).as(Form::new);
    }
}
