package dev.kith.contact;

/** A tag. @param recomputing how many of its contacts a new cadence has not been applied to yet */
record TagView(String name, String cadence, int contacts, int recomputing) {

    static TagView of(TagRepository.Counted tag) {
        return new TagView(tag.name(), tag.cadence(), tag.contacts(), tag.recomputing());
    }
}
