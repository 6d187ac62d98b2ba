package dev.kith.contact;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.apache.commons.codec.language.DoubleMetaphone;

/**
 * What somebody has in common with those who may be the same person: two contacts are compared only if one of these is
 * the same of both. Record linkage calls that blocking (Fellegi and Sunter 1969; Christen 2012, chapter 4).
 *
 * @param value what is the same of those who are alike
 * @param exact what tells the more alike among them
 */
record Likeness(Kind kind, String value, String exact) {

    enum Kind {
        /** The sound of at least two names, in any order; exactly, the names. */
        NAME,
        /** The same of somebody who is known by one name only. */
        SHORT_NAME,
        /** The first letter of the first name, and the last name; exactly, the first name. */
        INITIAL,
        /** The last digits of a telephone number: what is left out in front differs by country and by who writes it. */
        PHONE
    }

    private static final int SIGNIFICANT_DIGITS = 9;
    private static final int FEWEST_DIGITS = 6;
    private static final int LONGEST_VALUE = 200;
    private static final int LONGEST_SOUND = 12;
    private static final Pattern SOUNDS = Pattern.compile("\\p{L}{2,}");

    static Set<Likeness> of(ContactDetails details) {
        var likenesses = new LinkedHashSet<Likeness>();
        names(details.name()).forEach(words -> {
            likenesses.add(new Likeness(words.size() > 1 ? Kind.NAME : Kind.SHORT_NAME, cut(sound(words)),
                    cut(words.stream().sorted().collect(Collectors.joining(" ")))));
            if (words.size() > 1) {
                likenesses.add(new Likeness(Kind.INITIAL,
                        cut(words.get(0).substring(0, words.get(0).offsetByCodePoints(0, 1)) + " "
                                + words.get(words.size() - 1)),
                        cut(words.get(0))));
            }
        });
        details.phones().stream().map(phone -> phone.number().replaceAll("[^0-9]", ""))
                .filter(digits -> digits.length() >= FEWEST_DIGITS)
                .map(digits -> digits.substring(Math.max(0, digits.length() - SIGNIFICANT_DIGITS)))
                .forEach(digits -> likenesses.add(new Likeness(Kind.PHONE, digits, digits)));
        return likenesses;
    }

    /** How somebody is called, without titles: as shown, by first and last name, and by nickname and last name. */
    private static List<List<String>> names(Name name) {
        var titles = SearchWords.of(Stream.of(name.prefix(), name.suffix()).toList());
        return Stream.of(List.of(name.display()), both(name.given(), name.family()), both(name.nickname(), name.family()))
                .map(SearchWords::of).map(words -> {
                    var untitled = new ArrayList<>(words);
                    untitled.removeAll(titles);
                    return untitled.isEmpty() ? List.copyOf(words) : untitled;
                })
                .filter(words -> !words.isEmpty()).distinct().toList();
    }

    private static List<String> both(String first, String last) {
        return first == null || last == null ? List.of() : List.of(first, last);
    }

    /**
     * By Double Metaphone (Philips 2000). What it cannot sound is as it is written: names in other scripts, numbers, and
     * single letters, of which it hears no difference between A and E.
     */
    private static String sound(List<String> words) {
        var metaphone = new DoubleMetaphone();
        metaphone.setMaxCodeLen(LONGEST_SOUND);
        return words.stream().map(word -> {
            var sound = SOUNDS.matcher(word).matches() ? metaphone.doubleMetaphone(word) : null;
            return sound == null || sound.isEmpty() ? word : sound;
        }).sorted().collect(Collectors.joining(" "));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_VALUE ? text
                : text.substring(0, text.offsetByCodePoints(0,
                        text.codePointCount(0, LONGEST_VALUE)));
    }
}
