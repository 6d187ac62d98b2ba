package dev.kith.contact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.kith.text.Folding;

/**
 * The words of a text, as people are searched by them: letters and digits, folded; punctuation parts them. What is stored of a
 * contact and what somebody types become words in the same way.
 */
final class SearchWords {

    /** Shorter words are so close to one another that a typo would find everybody. */
    static final int SHORTEST_WITH_TYPO = 4;
    static final int MOST_SOUGHT = 10;
    private static final int LONGEST_SOUGHT = 40;

    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}\\p{M}]+");

    private SearchWords() {
    }

    /** Each word once, in the order of the texts; those that are null have none. */
    static Set<String> of(Collection<String> texts) {
        return texts.stream().filter(Objects::nonNull).flatMap(text -> Stream.of(BETWEEN.split(Folding.fold(text))))
                .filter(word -> !word.isEmpty()).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** The words that somebody looks for, at most {@value #MOST_SOUGHT}; the first ones count. */
    static List<String> sought(String query) {
        return of(List.of(query)).stream().limit(MOST_SOUGHT).map(SearchWords::cut).toList();
    }

    private static String cut(String word) {
        var codePoints = word.codePoints().limit(LONGEST_SOUGHT).toArray();
        return new String(codePoints, 0, codePoints.length);
    }

    /** As they are stored: one space before, between and behind them, so that it is seen where each begins and ends. */
    static String stored(Collection<String> words) {
        return words.isEmpty() ? "" : " " + String.join(" ", words) + " ";
    }

    /**
     * A regular expression of stored words that differ from a word by one typo: a letter that is another one, is missing, is
     * too many, or has changed places with the next (Damerau 1964, who found four of five misspellings to be one of these).
     * What stands for a letter may be a space, so that {@code obrien} is near {@code o brien}.
     *
     * @return null if the word is too short for that
     */
    static String nearly(String word) {
        var letters = word.codePoints().mapToObj(Character::toString).toList();
        if (letters.size() < SHORTEST_WITH_TYPO) {
            return null;
        }
        Set<String> near = new LinkedHashSet<>();
        for (int i = 0; i < letters.size(); i++) {
            near.add(spliced(letters, i, i + 1, ".")); // another letter
            near.add(spliced(letters, i, i + 1, "")); // one too many in what was typed
            near.add(spliced(letters, i, i, ".")); // one missing in what was typed
            if (i > 0) {
                near.add(spliced(letters, i - 1, i + 1, letters.get(i) + letters.get(i - 1)));
            }
        }
        near.add(word + "."); // its last one
        return " (?:" + String.join("|", near) + ") ";
    }

    private static String spliced(List<String> letters, int from, int to, String between) {
        var spliced = new ArrayList<>(letters.subList(0, from));
        spliced.add(between);
        spliced.addAll(letters.subList(to, letters.size()));
        return String.join("", spliced);
    }
}
