package dev.kith.contact;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

/** A label of contacts, with or without a cadence; upper and lower case are the same. */
@Entity
@Table(name = "tag")
class Tag {

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    private String name;
    @Column(name = "name_key")
    private String nameKey;
    @Column(name = "search_name")
    private String searchName;
    private String cadence;
    private boolean doomed;

    protected Tag() {
    }

    static String key(String name) {
        return name.strip().toLowerCase(Locale.ROOT);
    }

    static Set<String> keys(Collection<String> names) {
        return names.stream().map(Tag::key).collect(Collectors.toSet());
    }

    static UnaryOperator<List<String>> putOn(String name) {
        return names -> Stream.concat(names.stream(), Stream.of(name)).toList();
    }

    static UnaryOperator<List<String>> takenOff(String name) {
        return names -> names.stream().filter(worn -> !key(worn).equals(key(name))).toList();
    }

    /** The words of a name, by which contacts that have the tag are searched. */
    static String words(String name) {
        return String.join(" ", SearchWords.of(List.of(name)));
    }

    void index() {
        searchName = words(name);
    }

    void give(String newCadence) {
        cadence = newCadence;
    }

    /** Takes it off everybody; it disappears when their warmth has been recomputed. */
    void doom() {
        doomed = true;
    }

    UUID id() {
        return id;
    }

    String name() {
        return name;
    }

    String cadence() {
        return cadence;
    }
}
