package dev.kith.owner;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import org.eclipse.microprofile.jwt.JsonWebToken;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;

/** Names the owner behind a verified token; in dev mode and tests, and only there, no token means the owner dev. */
@ApplicationScoped
class OwnerOfToken implements SecurityIdentityAugmentor {

    private static final UUID DEV = OwnerId.of("kith:dev", "dev");

    private final boolean devOrTest = LaunchMode.current().isDevOrTest();

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous()) {
            return Uni.createFrom().item(devOrTest ? dev() : identity);
        }
        if (identity.getPrincipal() instanceof JsonWebToken token && token.getIssuer() != null && token.getSubject() != null) {
            return Uni.createFrom().item(QuarkusSecurityIdentity.builder(identity)
                    .addAttribute(CurrentOwner.ATTRIBUTE, OwnerId.of(token.getIssuer(), token.getSubject()))
                    .build());
        }
        return Uni.createFrom().item(identity);
    }

    private static SecurityIdentity dev() {
        return QuarkusSecurityIdentity.builder()
                .setPrincipal(new QuarkusPrincipal("dev"))
                .setAnonymous(false)
                .addAttribute(CurrentOwner.ATTRIBUTE, DEV)
                .build();
    }
}
