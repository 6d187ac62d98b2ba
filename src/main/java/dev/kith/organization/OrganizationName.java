package dev.kith.organization;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kith.text.Folding;

/**
 * What the spellings of an organization have in common: {@code Acme}, {@code ACME Inc.} and {@code The Acme Company, Ltd} are
 * one. A word that says more than the legal form makes another organization; two can be merged by hand, and one cannot be
 * taken apart.
 */
final class OrganizationName {

    private static final int LONGEST_KEY = 400;

    private static final Pattern APOSTROPHES = Pattern.compile("['`´]");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}\\p{M}+#]+");

    /** The legal forms that stand behind a name. Those of several parts, as {@code GmbH & Co. KG}, are forms behind forms. */
    private static final List<String> FORMS = List.of("inc", "incorporated", "corp", "corporation", "co", "company", "ltd",
            "limited", "ltda", "pty", "pte", "pvt", "private limited", "private ltd", "sdn bhd", "bhd", "ug haftungsbeschrankt",
            "oy", "oyj", "aps", "kft", "zrt", "nyrt", "spol sro", "spol s r o", "sp z oo", "sp z o o");

    /** Forms that are written with dots, too: they may be parted into letters. */
    private static final List<String> ABBREVIATIONS = List.of("llc", "llp", "plc", "gmbh", "mbh", "ag", "kg", "kgaa", "ohg",
            "ug", "se", "sa", "sas", "sarl", "srl", "sl", "slu", "bv", "nv", "ab", "as", "asa", "sro", "doo", "ood", "eood");

    /** Forms that are words when they are not parted into letters. */
    private static final List<String> PARTED = List.of("s p a", "z o o");

    private static final Set<List<String>> LEGAL_FORMS = Stream
            .of(FORMS.stream(), ABBREVIATIONS.stream().flatMap(form -> Stream.of(form, String.join(" ", form.split("")))),
                    PARTED.stream())
            .flatMap(forms -> forms).map(form -> List.of(form.split(" "))).collect(Collectors.toUnmodifiableSet());
    private static final int LONGEST_FORM = LEGAL_FORMS.stream().mapToInt(List::size).max().orElseThrow();

    private OrganizationName() {
    }

    /**
     * What a name is looked up by: folded, without punctuation, a {@code The} before it and the legal form behind it, with
     * {@code &} read as {@code and}, and {@code J. P.} as {@code JP}. The key of a key is the key.
     *
     * @return empty if there is nothing to be seen in the name
     */
    static Optional<String> keyOf(String name) {
        var folded = Folding.fold(name);
        var words = words(folded);
        do {
            withoutArticle(words);
        } while (withoutForm(words) || together(words));
        var key = words.isEmpty() ? folded : String.join(" ", words);
        return key.isEmpty() ? Optional.empty() : Optional.of(cut(key));
    }

    /** A name as it is put in order and looked up by its beginning: folded, without punctuation and a {@code The} before it. */
    static String sortable(String name) {
        var folded = Folding.fold(name);
        var words = words(folded);
        withoutArticle(words);
        return cut(words.isEmpty() ? folded : String.join(" ", words));
    }

    private static List<String> words(String folded) {
        var plain = APOSTROPHES.matcher(folded).replaceAll("").replace("&", " and ");
        return Stream.of(BETWEEN.split(plain)).filter(word -> !word.isEmpty()).collect(Collectors.toCollection(ArrayList::new));
    }

    private static void withoutArticle(List<String> words) {
        while (words.size() > 1 && words.get(0).equals("the")) {
            words.remove(0);
        }
    }

    /** @return whether there was a legal form, and something before it */
    private static boolean withoutForm(List<String> words) {
        for (int length = Math.min(LONGEST_FORM, words.size() - 1); length > 0; length--) {
            var last = words.subList(words.size() - length, words.size());
            if (LEGAL_FORMS.contains(last)) {
                last.clear();
                if (words.size() > 1 && words.get(words.size() - 1).equals("and")) {
                    words.remove(words.size() - 1);
                }
                return true;
            }
        }
        return false;
    }

    /** Single letters that stand side by side are one word. @return whether there were any */
    private static boolean together(List<String> words) {
        for (int i = 0; i + 1 < words.size(); i++) {
            if (isLetter(words.get(i)) && isLetter(words.get(i + 1))) {
                var letters = new StringBuilder(words.get(i));
                while (i + 1 < words.size() && isLetter(words.get(i + 1))) {
                    letters.append(words.remove(i + 1));
                }
                words.set(i, letters.toString());
                return true;
            }
        }
        return false;
    }

    private static boolean isLetter(String word) {
        return word.codePointCount(0, word.length()) == 1;
    }

    private static String cut(String text) {
        var points = text.codePoints().limit(LONGEST_KEY).toArray();
        return new String(points, 0, points.length).strip();
    }
}
