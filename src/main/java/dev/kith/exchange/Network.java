package dev.kith.exchange;

import java.util.function.Consumer;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.contact.AllContacts;
import dev.kith.contact.ContactView;
import dev.kith.interaction.AllInteractions;
import dev.kith.introduction.AllIntroductions;
import dev.kith.organization.AllOrganizations;
import dev.kith.owner.MeService;
import dev.kith.warmth.AllSpells;

/** All that the current owner has, thing by thing, each as the API says it; what others refer to comes before them. */
@ApplicationScoped
class Network {

    private final MeService me;
    private final AllContacts contacts;
    private final AllOrganizations organizations;
    private final AllSpells spells;
    private final AllInteractions interactions;
    private final AllIntroductions introductions;

    Network(MeService me, AllContacts contacts, AllOrganizations organizations, AllSpells spells, AllInteractions interactions,
            AllIntroductions introductions) {
        this.me = me;
        this.contacts = contacts;
        this.organizations = organizations;
        this.spells = spells;
        this.interactions = interactions;
        this.introductions = introductions;
    }

    /** The kinds of things there are, in the order in which they are read. */
    enum Kind {
        TAG("tag", "tags"),
        ORGANIZATION("organization", "organizations"),
        CONTACT("contact", "contacts"),
        MERGED_CONTACT("mergedContact", "mergedContacts"),
        DISTINCTION("distinction", "distinctions"),
        COLD_SPELL("coldSpell", "coldSpells"),
        INTERACTION("interaction", "interactions"),
        INTRODUCTION("introduction", "introductions"),
        ASK("ask", "asks");

        private final String one;
        private final String many;

        Kind(String one, String many) {
            this.one = one;
            this.many = many;
        }

        String one() {
            return one;
        }

        String many() {
            return many;
        }
    }

    Object settings() {
        return me.get();
    }

    void readContacts(Consumer<ContactView> taker) {
        contacts.read(taker);
    }

    void read(Kind kind, Consumer<Object> taker) {
        switch (kind) {
            case TAG -> contacts.readTags(taker);
            case ORGANIZATION -> organizations.read(taker);
            case CONTACT -> contacts.read(taker);
            case MERGED_CONTACT -> contacts.readMerged(taker);
            case DISTINCTION -> contacts.readDistinct(taker);
            case COLD_SPELL -> spells.read(taker);
            case INTERACTION -> interactions.read(taker);
            case INTRODUCTION -> introductions.read(taker);
            case ASK -> introductions.readAsks(taker);
        }
    }
}
