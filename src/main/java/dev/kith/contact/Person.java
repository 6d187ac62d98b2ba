package dev.kith.contact;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

import dev.kith.organization.Spellings;
import dev.kith.text.Folding;

/**
 * A person as an address book tells of them. What it does not say is null.
 *
 * @param position organization and title of today
 * @param metOn the day the two were connected
 * @param keys by what the person is known again, the strongest first; never the name alone
 */
public record Person(Name name, String email, String link, Position position, LocalDate metOn, List<String> keys) {

    private static final int MOST_ADDRESSES = 20;
    private static final int MOST_POSITIONS = 50;

    ContactDetails details() {
        return new ContactDetails(null, name, email == null ? null : List.of(new Email(email, null, false)), null,
                link == null ? null : List.of(new Link(link, null)), position == null ? null : List.of(position), null, null,
                null, null, null, new HowWeMet(metOn, null, null, null), null, null, null, null);
    }

    /**
     * What is known already, with what this adds to it: an address, a link, another position, the day they met. What the
     * owner has written is never overwritten.
     *
     * @param emailIsFree nobody else is known by the e-mail address
     * @param spellings of the organizations of both
     */
    ContactDetails complete(ContactDetails known, boolean emailIsFree, Spellings spellings) {
        var keys = known.keys();
        var emails = email != null && emailIsFree && known.emails().size() < MOST_ADDRESSES
                && EmailAddress.keyOf(email).filter(key -> !keys.contains(key)).isPresent()
                        ? with(known.emails(), known.emails().size(), new Email(email, null, false))
                        : known.emails();
        var links = link != null && known.links().size() < MOST_ADDRESSES && !linksTo(known)
                ? with(known.links(), known.links().size(), new Link(link, null))
                : known.links();
        var positions = position != null && known.positions().size() < MOST_POSITIONS
                && known.positions().stream().noneMatch(other -> isThere(other, spellings))
                        ? with(known.positions(), 0, position)
                        : known.positions();
        var met = known.howWeMet();
        var howWeMet = met.on() == null ? new HowWeMet(metOn, met.where(), met.introducedById(), met.introductionId()) : met;
        return new ContactDetails(known.id(), known.name(), emails, known.phones(), links, positions, known.city(),
                known.country(), known.birthday(), known.tags(), known.notes(), howWeMet, known.needs(), known.offers(),
                known.cadence(), known.status());
    }

    private boolean linksTo(ContactDetails known) {
        var key = ProfileAddress.keyOf(link);
        return known.links().stream().anyMatch(other -> other.url().equals(link)
                || key.isPresent() && key.equals(ProfileAddress.keyOf(other.url())));
    }

    private boolean isThere(Position other, Spellings spellings) {
        return spellings.same(other.organization(), position.organization())
                && folded(other.title()).equals(folded(position.title()));
    }

    private static String folded(String text) {
        return text == null ? "" : Folding.fold(text);
    }

    private static <T> List<T> with(List<T> list, int index, T added) {
        var longer = new ArrayList<>(list);
        longer.add(index, added);
        return longer;
    }
}
