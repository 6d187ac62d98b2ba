package dev.kith.faults;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a consumer knows of an owner who was told nothing but the events, in their order: the fold of the log. It notices
 * events that contradict those before them.
 */
final class Network {

    static final String ORDER = "events tell one story";
    static final String ONE_PER_SPELL = "one went-cold per spell";

    private static final String CONTACT = "dev.kith.contact.";
    private static final String INTRODUCTION = "dev.kith.introduction.";

    private final Map<UUID, Contact> contacts = new HashMap<>();
    private final Map<UUID, String> introductions = new HashMap<>();
    private final Set<UUID> interactions = new HashSet<>();
    private final Map<Effect, Integer> effects = new HashMap<>();
    private final Map<UUID, Integer> imported = new HashMap<>();
    private final Map<UUID, Integer> importsSay = new HashMap<>();
    private final Set<UUID> ofIntroductions = new HashSet<>();
    private final List<Violation> violations = new ArrayList<>();

    /** @param coldAt null if they are not cold */
    record Contact(boolean binned, int spells, Instant coldAt) {
    }

    void apply(Seen event, JsonNode data) {
        var type = event.type();
        if (type.startsWith(CONTACT)) {
            ofContact(event, data);
        } else if (type.startsWith(INTRODUCTION)) {
            ofIntroduction(event, data);
        } else if (type.equals(Effect.LOGGED)) {
            happened(event, interactions.add(event.subject()), "was logged before");
            tell(Effect.of(type, event.subject()));
        } else if (type.equals(Effect.REMOVED)) {
            happened(event, interactions.remove(event.subject()), "removes what is not there");
            tell(Effect.of(type, event.subject()));
        } else if (type.equals(Effect.IMPORTED)) {
            importsSay.put(event.subject(), data.get("created").intValue());
            tell(Effect.of(type, event.subject()));
        }
    }

    private void ofContact(Seen event, JsonNode data) {
        var id = event.subject();
        var before = contacts.get(id);
        if (event.type().equals(Effect.CREATED)) {
            happened(event, before == null, "was created before");
            contacts.put(id, new Contact(false, 0, null));
            if ("IMPORT".equals(data.get("source").textValue())) {
                imported.merge(UUID.fromString(data.get("batchId").textValue()), 1, Integer::sum);
            } else if ("API".equals(data.get("source").textValue())) {
                tell(Effect.of(event.type(), id));
            }
            return;
        }
        if (before == null) {
            violations.add(new Violation(ORDER, event + " is about a contact that is not there"));
            return;
        }
        switch (event.type().substring(CONTACT.length())) {
            case "binned.v1" -> {
                happened(event, !before.binned(), "was in the bin already");
                contacts.put(id, new Contact(true, before.spells(), before.coldAt()));
                tell(Effect.of(event.type(), id));
            }
            case "restored.v1" -> {
                happened(event, before.binned(), "was not in the bin");
                contacts.put(id, new Contact(false, before.spells(), before.coldAt()));
                tell(Effect.of(event.type(), id));
            }
            case "erased.v1" -> {
                contacts.remove(id);
                tell(Effect.of(event.type(), id));
            }
            case "merged.v1" -> contacts.remove(id);
            case "went-cold.v1" -> goesCold(event, data, before, before.spells() + 1);
            case "spell-reopened.v1" -> goesCold(event, data, before, before.spells());
            case "warmed.v1" -> {
                var spell = data.get("spell").intValue();
                if (before.coldAt() == null || spell != before.spells()) {
                    violations.add(new Violation(ONE_PER_SPELL, "%s ends spell %d, but there were %d and the contact was %s"
                            .formatted(event, spell, before.spells(), before.coldAt() == null ? "warm" : "cold")));
                }
                contacts.put(id, new Contact(before.binned(), before.spells(), null));
            }
            default -> {
                // tells nothing that is kept here
            }
        }
    }

    private void goesCold(Seen event, JsonNode data, Contact before, int next) {
        var spell = data.get("spell").intValue();
        if (before.coldAt() != null || spell != next || spell == 0) {
            violations.add(new Violation(ONE_PER_SPELL, "%s begins spell %d, but there were %d and the contact was %s"
                    .formatted(event, spell, before.spells(), before.coldAt() == null ? "warm" : "cold")));
        }
        contacts.put(event.subject(), new Contact(before.binned(), spell, Instant.parse(data.get("coldAt").textValue())));
    }

    private void ofIntroduction(Seen event, JsonNode data) {
        var id = event.subject();
        switch (event.type().substring(INTRODUCTION.length())) {
            case "made.v1" -> {
                move(event, data.get("from").textValue(), "MADE");
                if (data.hasNonNull("interactionId")) {
                    ofIntroductions.add(UUID.fromString(data.get("interactionId").textValue()));
                }
            }
            case "moved.v1" -> move(event, data.get("from").textValue(), data.get("to").textValue());
            case "removed.v1" -> introductions.remove(id);
            case "thanked.v1" -> ofIntroductions.add(UUID.fromString(data.get("interactionId").textValue()));
            default -> {
                // tells nothing that is kept here
            }
        }
    }

    private void move(Seen event, String from, String to) {
        var before = introductions.put(event.subject(), to);
        if (from == null ? before != null : !from.equals(before)) {
            violations.add(new Violation(ORDER, "%s moves from %s to %s what was %s".formatted(event, from, to, before)));
        }
        tell(new Effect(event.type(), event.subject(), to));
    }

    private void happened(Seen event, boolean fits, String otherwise) {
        if (!fits) {
            violations.add(new Violation(ORDER, event + " " + otherwise));
        }
    }

    private void tell(Effect effect) {
        effects.merge(effect, 1, Integer::sum);
    }

    Map<UUID, Contact> contacts() {
        return contacts;
    }

    /** Their status. */
    Map<UUID, String> introductions() {
        return introductions;
    }

    Set<UUID> interactions() {
        return interactions;
    }

    /** How often each took place of what a client can ask for. */
    Map<Effect, Integer> effects() {
        return effects;
    }

    /** Interactions that were logged for an introduction. */
    Set<UUID> ofIntroductions() {
        return ofIntroductions;
    }

    List<Violation> violations() {
        var all = new ArrayList<>(violations);
        importsSay.forEach((id, created) -> {
            if (!created.equals(imported.getOrDefault(id, 0))) {
                all.add(new Violation("an import is whole", "import %s says it created %d contacts, and the log has %d of it"
                        .formatted(id, created, imported.getOrDefault(id, 0))));
            }
        });
        return all;
    }
}
