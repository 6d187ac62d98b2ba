package dev.kith.contact;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.contact.DuplicateRepository.Pair;
import dev.kith.paging.Page;
import dev.kith.problem.RuleBroken;

/** Who may be the same person. Nobody is merged by it: that is for the owner to say, in {@link MergeService}. */
@ApplicationScoped
class DuplicateService {

    private final DuplicateRepository duplicates;
    private final ContactRepository contacts;
    private final ContactService service;

    DuplicateService(DuplicateRepository duplicates, ContactRepository contacts, ContactService service) {
        this.duplicates = duplicates;
        this.contacts = contacts;
        this.service = service;
    }

    @Transactional
    Page<DuplicateView> list(DuplicateRepository.Query query, String cursor, int limit) {
        return Page.of(duplicates.page(query, cursor, limit + 1), limit, this::views,
                pair -> DuplicateRepository.cursor(query, pair));
    }

    private List<DuplicateView> views(List<Pair> pairs) {
        var ids = pairs.stream().flatMap(pair -> Stream.of(pair.oneId(), pair.otherId())).distinct().toList();
        Map<UUID, ContactView> views = service.views(contacts.of(ids)).stream()
                .collect(Collectors.toMap(ContactView::id, Function.identity()));
        return pairs.stream().filter(pair -> views.containsKey(pair.oneId()) && views.containsKey(pair.otherId()))
                .map(pair -> new DuplicateView(pair.score(), pair.reasons(),
                        Stream.of(pair.oneId(), pair.otherId()).map(views::get)
                                .sorted(Comparator.comparing(ContactView::createdAt)).toList()))
                .toList();
    }

    /** They are two people, whatever they have in common. */
    @Transactional
    void dismiss(UUID id, UUID otherId) {
        requireTwo(id, otherId);
        duplicates.distinguish(id, otherId);
    }

    @Transactional
    void bringBack(UUID id, UUID otherId) {
        requireTwo(id, otherId);
        duplicates.distinguishNoMore(id, otherId);
    }

    private void requireTwo(UUID id, UUID otherId) {
        if (id.equals(otherId)) {
            throw new RuleBroken("otherId", "It takes two contacts.");
        }
        require(id);
        require(otherId);
    }

    private void require(UUID id) {
        if (contacts.findById(id) == null) {
            throw new ContactNotFoundException();
        }
    }
}
