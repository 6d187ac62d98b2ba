package dev.kith.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;

/** A personal access token, without its secret. Never changed but for its last use, which is written past this class. */
@Entity
@Table(name = "access_token")
class AccessToken {

    /** Where a token is taken. */
    enum Use {
        /** As bearer, everywhere its scopes allow. */
        API,
        /** In the address of a feed, and nowhere else: addresses are kept and passed on by many programs. */
        FEED
    }

    @Id
    private UUID id;
    @TenantId
    @PartitionKey
    @Column(name = "owner_id")
    private UUID ownerId;
    private String name;
    @Enumerated(EnumType.STRING)
    private Use use;
    private String[] scopes;
    private byte[] digest;
    private String hint;
    @Column(name = "created_at")
    private Instant createdAt;
    @Column(name = "expires_at")
    private Instant expiresAt;
    @Column(name = "last_used_at")
    private Instant lastUsedAt;

    protected AccessToken() {
    }

    AccessToken(UUID id, CreateToken command, TokenText secret, Instant expiresAt, Instant now) {
        this.id = id;
        this.name = command.name();
        this.use = command.use();
        this.scopes = command.scopes().stream().sorted().toArray(String[]::new);
        this.digest = secret.digest();
        this.hint = secret.hint();
        this.createdAt = now;
        this.expiresAt = expiresAt;
    }

    TokenView view() {
        return new TokenView(id, name, use, List.of(scopes), hint, createdAt, expiresAt, lastUsedAt);
    }
}
