package dev.kith.support;

import java.util.stream.IntStream;

/** Made-up connections by the thousand, as LinkedIn writes them: different people at some thousand companies. */
public final class LinkedInPeople {

    private static final String HEADER = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n";

    private LinkedInPeople() {
    }

    public static String file(int people) {
        return IntStream.range(0, people).mapToObj(LinkedInPeople::row)
                .collect(() -> new StringBuilder(HEADER), StringBuilder::append, StringBuilder::append).toString();
    }

    private static String row(int i) {
        var given = syllables(i * 7919L) + syllables(i);
        var family = syllables(i * 104729L + 3) + syllables(i / 11) + syllables(i % 97);
        return "%s,%s,https://www.linkedin.com/in/%s-%s-%d,%s,%s %s,%s,%02d Mar %d\n".formatted(given, family, given, family, i,
                i % 3 == 0 ? given + "." + family + i + "@example.com" : "", syllables(i % 2500),
                syllables(i % 2500 % 37) + "works",
                syllables(i % 41) + "ing lead", 1 + i % 28, 2006 + i % 19);
    }

    private static String syllables(long number) {
        var text = new StringBuilder();
        for (var rest = Math.abs(number % 8000); rest > 0 || text.isEmpty(); rest /= 20) {
            text.append("bdfghklmnprstvwzcjqx".charAt((int) (rest % 20))).append("aeiou".charAt((int) (rest % 5)));
        }
        return text.toString();
    }
}
