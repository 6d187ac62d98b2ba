package dev.kith.introduction;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.owner.KithClock;
import dev.kith.paging.Cursor;
import dev.kith.paging.Page;

@ApplicationScoped
class ConnectorService {

    private final ConnectorRepository connectors;
    private final KithClock clock;

    ConnectorService(ConnectorRepository connectors, KithClock clock) {
        this.connectors = connectors;
        this.clock = clock;
    }

    @Transactional
    Page<ConnectorLoad> list(String cursor, int limit) {
        return Page.of(connectors.page(cursor, limit + 1, clock.now()), limit, Function.identity(),
                load -> Cursor.of(ConnectorRepository.FINGERPRINT, Integer.toString(load.askedLast90Days()),
                        load.contactId().toString()));
    }

    /**
     * Of asking somebody too often, who was asked just now.
     *
     * @param contactId null for the owner, whom nobody has to ask
     */
    List<Warning> warnings(UUID contactId, Instant now) {
        return contactId == null ? List.of()
                : connectors.load(contactId, now).filter(ConnectorLoad::askedTooOften).stream()
                        .map(load -> new Warning(Warning.Code.ASKED_OFTEN, contactId, load.askedLast30Days(),
                                "This contact was asked %d times in the last 30 days.".formatted(load.askedLast30Days())))
                        .toList();
    }
}
