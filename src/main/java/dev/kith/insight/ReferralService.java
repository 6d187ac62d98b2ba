package dev.kith.insight;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.contact.ContactNotFoundException;
import dev.kith.insight.Chain.Hop;
import dev.kith.interaction.Kind;
import dev.kith.introduction.IntroductionDirectory;
import dev.kith.introduction.OutcomeKind;
import dev.kith.owner.KithClock;

@ApplicationScoped
class ReferralService {

    private static final Set<OutcomeKind> RESULTS = EnumSet.complementOf(
            EnumSet.of(OutcomeKind.CONVERSATION, OutcomeKind.NOTHING));
    private static final Set<Kind> TALKS = EnumSet.of(Kind.MEETING, Kind.MEAL, Kind.CALL, Kind.VIDEO_CALL, Kind.INTERVIEW);

    private static final Comparator<ReferralForest.Connector> MOST_FIRST = Comparator
            .comparingInt(ReferralForest.Connector::reached).thenComparingInt(ReferralForest.Connector::opened)
            .thenComparingInt(ReferralForest.Connector::results).reversed().thenComparing(ReferralForest.Connector::contactId);

    private final ReferralRepository referrals;
    private final IntroductionDirectory introductions;
    private final KithClock clock;

    ReferralService(ReferralRepository referrals, IntroductionDirectory introductions, KithClock clock) {
        this.referrals = referrals;
        this.introductions = introductions;
        this.clock = clock;
    }

    @Transactional
    Chain chain(UUID contactId) {
        var steps = referrals.chain(contactId);
        if (steps.isEmpty()) {
            throw new ContactNotFoundException();
        }
        var outcomes = introductions.outcomes(
                steps.stream().map(ReferralRepository.Step::introductionId).filter(Objects::nonNull).toList());
        var hops = steps.stream()
                .map(step -> new Hop(step.contactId(), step.name(), step.introducedById(), step.introductionId(), step.askId(),
                        step.metOn(), step.madeAt(),
                        step.introductionId() == null ? List.of() : outcomes.getOrDefault(step.introductionId(), List.of())))
                .toList();
        return new Chain(contactId, hops, hops.size() - 1, hops.get(hops.size() - 1).introducedById() == null);
    }

    /** @param connectors how many of those who opened most doors */
    @Transactional
    Referrals referrals(int connectors) {
        var now = clock.now();
        var forest = new ReferralForest(referrals.edges(), referrals.results(RESULTS));
        var byDepth = forest.byDepth().entrySet().stream().map(one -> new Referrals.Depth(one.getKey(), one.getValue()))
                .toList();
        var maxDepth = byDepth.isEmpty() ? 0 : byDepth.get(byDepth.size() - 1).introductions();
        return new Referrals(forest.people(), forest.roots(), maxDepth, byDepth, connectors(forest, connectors),
                referrals.funnel(RESULTS, TALKS),
                List.of(referrals.branching(4, now, TALKS), referrals.branching(12, now, TALKS)));
    }

    private List<Referrals.Connector> connectors(ReferralForest forest, int most) {
        var first = forest.connectors().stream().sorted(MOST_FIRST).limit(most).toList();
        var names = referrals.names(first.stream().map(ReferralForest.Connector::contactId).toList()).stream()
                .collect(Collectors.toMap(ReferralRepository.Named::id, ReferralRepository.Named::name));
        return first.stream().map(one -> new Referrals.Connector(one.contactId(), names.get(one.contactId()), one.opened(),
                one.reached(), one.results(), one.credit())).toList();
    }
}
