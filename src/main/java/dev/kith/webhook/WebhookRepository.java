package dev.kith.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import dev.kith.owner.CurrentOwner;
import dev.kith.paging.NewestFirst;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class WebhookRepository implements PanacheRepositoryBase<Webhook, UUID> {

    static final NewestFirst LIST = new NewestFirst("webhooks newest first");

    private final CurrentOwner owner;

    WebhookRepository(CurrentOwner owner) {
        this.owner = owner;
    }

    List<Webhook> page(String cursor, int rows) {
        return LIST.page(this, cursor, rows);
    }

    /** How many there are, and no more until the transaction has ended. */
    int holdAndCount() {
        getSession().createNativeQuery("select count(pg_advisory_xact_lock(hashtextextended(:key, 0)))", Long.class)
                .setParameter("key", "webhooks of " + owner.id())
                .getSingleResult();
        return (int) count();
    }

    /**
     * From now on it signs, and those before only until then.
     *
     * @return how many sign now
     */
    int replaceSecret(UUID webhookId, UUID id, byte[] kept, Instant now, Instant oldOnesSignUntil) {
        getSession().createNativeMutationQuery("""
                delete from webhook_secret where owner_id = :owner and webhook_id = :webhook and signs_until <= :now
                """)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("now", now)
                .executeUpdate();
        getSession().createNativeMutationQuery("""
                update webhook_secret set signs_until = :until
                where owner_id = :owner and webhook_id = :webhook and signs_until is null
                """)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("until", oldOnesSignUntil)
                .executeUpdate();
        getSession().createNativeMutationQuery("""
                insert into webhook_secret (owner_id, webhook_id, id, secret) values (:owner, :webhook, :id, :secret)
                """)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .setParameter("id", id)
                .setParameter("secret", kept)
                .executeUpdate();
        return getSession().createNativeQuery("""
                select count(*) from webhook_secret where owner_id = :owner and webhook_id = :webhook
                """, Long.class)
                .setParameter("owner", owner.id())
                .setParameter("webhook", webhookId)
                .getSingleResult().intValue();
    }
}
