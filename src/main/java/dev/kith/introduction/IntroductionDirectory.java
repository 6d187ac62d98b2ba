package dev.kith.introduction;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import jakarta.transaction.Transactional.TxType;

/** What other features may read of introductions, for the current owner, in the caller's transaction. */
@ApplicationScoped
public class IntroductionDirectory {

    private final IntroductionRepository introductions;

    IntroductionDirectory(IntroductionRepository introductions) {
        this.introductions = introductions;
    }

    /** What came of introductions, in the order in which it happened; those without an outcome are left out. */
    @Transactional(TxType.MANDATORY)
    public Map<UUID, List<OutcomeView>> outcomes(Collection<UUID> introductionIds) {
        return introductions.outcomes(introductionIds).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().stream().map(Outcome::view).toList()));
    }
}
