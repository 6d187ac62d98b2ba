package dev.kith.contact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.github.f4b6a3.uuid.UuidCreator;

import dev.kith.contact.ContactIntake.Outcome;
import dev.kith.contact.ContactIntake.Taken;
import dev.kith.organization.Spellings;

/**
 * Decides what becomes of people who are taken in together, in memory and in their order: somebody who appears again is
 * known by then. Whether it is written is up to whoever asks.
 */
final class Intake {

    private final Instant now;
    private final Map<String, List<UUID>> known = new HashMap<>();
    private final Map<UUID, Contact> contacts;
    private final Spellings spellings;
    private final Map<UUID, Contact> added = new LinkedHashMap<>();
    private final Map<UUID, Set<String>> changed = new LinkedHashMap<>();
    private final Map<UUID, ContactDetails> before = new HashMap<>();
    private final Map<UUID, Set<String>> newKeys = new HashMap<>();

    /**
     * @param known the contacts that have one of the people's keys
     * @param contacts all of these contacts
     * @param spellings of the organizations of the people and the contacts
     */
    Intake(Map<String, List<UUID>> known, Collection<Contact> contacts, Spellings spellings, Instant now) {
        known.forEach((key, ids) -> this.known.put(key, new ArrayList<>(ids)));
        this.contacts = new HashMap<>(contacts.stream().collect(Collectors.toMap(Contact::id, Function.identity())));
        this.spellings = spellings;
        this.now = now;
    }

    Taken take(Person person) {
        var contact = find(person).orElse(null);
        if (contact == null) {
            return new Taken(Outcome.CREATED, add(person).id(), List.of(), null);
        }
        if (contact.isBinned()) {
            return new Taken(Outcome.IN_BIN, contact.id(), List.of(), null);
        }
        var fields = complete(contact, person);
        return new Taken(fields.isEmpty() ? Outcome.UNCHANGED : Outcome.UPDATED, contact.id(), fields, null);
    }

    /** By the strongest key; of several with the same, one that is not in the bin. */
    private Optional<Contact> find(Person person) {
        return person.keys().stream().map(key -> known.getOrDefault(key, List.of()))
                .map(ids -> ids.stream().map(contacts::get).filter(Objects::nonNull).toList()) // or erased a moment ago
                .filter(same -> !same.isEmpty()).findFirst()
                .map(same -> same.stream().filter(contact -> !contact.isBinned()).findFirst().orElse(same.get(0)));
    }

    private Contact add(Person person) {
        var contact = new Contact(UuidCreator.getTimeOrderedEpoch(), person.details(), null, now);
        added.put(contact.id(), contact);
        contacts.put(contact.id(), contact);
        know(contact, person.keys());
        return contact;
    }

    private List<String> complete(Contact contact, Person person) {
        var emailIsFree = person.email() == null || EmailAddress.keyOf(person.email())
                .map(key -> known.getOrDefault(key, List.of()).stream().allMatch(contact.id()::equals)).orElse(false);
        var details = contact.details(List.of());
        var fields = contact.revise(person.complete(details, emailIsFree, spellings), now);
        if (!fields.isEmpty()) {
            if (!added.containsKey(contact.id())) {
                before.putIfAbsent(contact.id(), details);
                changed.computeIfAbsent(contact.id(), id -> new HashSet<>()).addAll(fields);
            }
            know(contact, contact.details(List.of()).keys());
        }
        return fields.stream().sorted().toList();
    }

    private void know(Contact contact, Collection<String> keys) {
        for (var key : keys) {
            if (known.computeIfAbsent(key, none -> new ArrayList<>()).stream().noneMatch(contact.id()::equals)) {
                known.get(key).add(contact.id());
                newKeys.computeIfAbsent(contact.id(), id -> new HashSet<>()).add(key);
            }
        }
    }

    Collection<Contact> added() {
        return added.values();
    }

    /** Who is added or changed. */
    List<Contact> touched() {
        return Stream.concat(added.keySet().stream(), changed.keySet().stream()).map(contacts::get).toList();
    }

    /** The fields of contacts that were there before, as the API calls them. */
    Map<UUID, Set<String>> changed() {
        return changed;
    }

    /** What the contacts had that were changed. */
    Map<UUID, ContactDetails> before() {
        return before;
    }

    int version(UUID id) {
        return contacts.get(id).version();
    }

    /** By what people are known who were not known by it. */
    Map<UUID, Set<String>> newKeys() {
        return newKeys;
    }

    /** Those of the new keys that do not follow from what is written of the contact. */
    Map<UUID, Set<String>> keysBesides() {
        var besides = new HashMap<UUID, Set<String>>();
        newKeys.forEach((id, keys) -> {
            var others = new HashSet<>(keys);
            others.removeAll(contacts.get(id).details(List.of()).keys());
            if (!others.isEmpty()) {
                besides.put(id, others);
            }
        });
        return besides;
    }
}
