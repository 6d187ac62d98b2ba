package dev.kith.account;

import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

import dev.kith.account.AccessToken.Use;
import dev.kith.owner.CurrentOwner;
import dev.kith.paging.NewestFirst;
import io.agroal.api.AgroalDataSource;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;

@ApplicationScoped
class TokenRepository implements PanacheRepositoryBase<AccessToken, UUID> {

    static final NewestFirst LIST = new NewestFirst("tokens newest first");

    /** What is looked up by is no secret; what is one is compared in Java, in a time that does not tell how much is right. */
    private static final String VALID = """
            select id, digest, scopes, coalesce(last_used_at < kith_now() - interval '5 minutes', true),
                   extract(epoch from expires_at - kith_now())
            from access_token
            where owner_id = ? and hint = ? and use = ? and expires_at > kith_now()
            """;

    /** Seldom, so that reading stays reading; whoever else is writing it down does it for us. */
    private static final String USED = """
            update access_token set last_used_at = kith_now()
            where (owner_id, id) = (select owner_id, id from access_token where owner_id = ? and id = ?
                                    for no key update skip locked)
            """;

    private final AgroalDataSource database;
    private final CurrentOwner owner;

    TokenRepository(AgroalDataSource database, CurrentOwner owner) {
        this.database = database;
        this.owner = owner;
    }

    /**
     * What a valid token opens.
     *
     * @param goodFor how long it lasts from now on
     */
    record Opened(UUID tokenId, Set<String> scopes, Duration goodFor) {
    }

    List<AccessToken> page(String cursor, int rows) {
        return LIST.page(this, cursor, rows);
    }

    /** How many there are, and no more until the transaction has ended. */
    int holdAndCount() {
        getSession().createNativeQuery("select count(pg_advisory_xact_lock(hashtextextended(:key, 0)))", Long.class)
                .setParameter("key", "tokens of " + owner.id())
                .getSingleResult();
        return (int) count();
    }

    /** Empty when there is none, or it has expired, or is for something else: nobody is told which. */
    @Transactional
    Optional<Opened> open(TokenText token, Use use) {
        try (var connection = database.getConnection(); var select = connection.prepareStatement(VALID)) {
            select.setObject(1, owner.id());
            select.setString(2, token.hint());
            select.setString(3, use.name());
            var digest = token.digest();
            try (var row = select.executeQuery()) {
                while (row.next()) {
                    if (MessageDigest.isEqual(digest, row.getBytes(2))) {
                        var id = row.getObject(1, UUID.class);
                        var scopes = Set.of((String[]) row.getArray(3).getArray());
                        if (row.getBoolean(4)) {
                            used(connection, id);
                        }
                        return Optional.of(new Opened(id, scopes, Duration.ofMillis((long) (row.getDouble(5) * 1_000))));
                    }
                }
                return Optional.empty();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("a token was not looked up", e);
        }
    }

    private void used(Connection connection, UUID id) throws SQLException {
        try (var update = connection.prepareStatement(USED)) {
            update.setObject(1, owner.id());
            update.setObject(2, id);
            update.executeUpdate();
        }
    }
}
