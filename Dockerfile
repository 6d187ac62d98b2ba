# Kith as an image: ./mvnw package && docker build --tag kith:dev .
# Where no daemon is: ./mvnw package -Dquarkus.container-image.build=true (Jib; see README, "Run it for real")

# one for both, for an archive is of this runtime
ARG RUNTIME=docker.io/library/eclipse-temurin:25-jre-noble

FROM ${RUNTIME} AS cache
WORKDIR /opt/kith
COPY target/quarkus-app/ ./
# A start without anything to connect to, ended when it is over: what was loaded then comes from an archive from now on. It fits this
# runtime and these jars, in this place, alone, and where it does not fit, it is passed over.
ENV KITH_DATABASE_URL=jdbc:postgresql://localhost:1/kith \
    KAFKA_BOOTSTRAP_SERVERS=localhost:1 \
    QUARKUS_OIDC_AUTH_SERVER_URL=http://localhost:1 \
    QUARKUS_SCHEDULER_ENABLED=false \
    QUARKUS_LOG_LEVEL=OFF
RUN KITH_DATABASE_OWNER_PASSWORD=none KITH_DATABASE_API_PASSWORD=none KITH_DATABASE_SYSTEM_PASSWORD=none \
    timeout --signal=TERM 60 java -XX:ArchiveClassesAtExit=/opt/kith/kith.jsa \
        -Dquarkus.flyway.migrate-at-start=false \
        -Dquarkus.hibernate-orm.schema-management.strategy=none \
        -Dquarkus.hibernate-orm.database.start-offline=true \
        -jar /opt/kith/quarkus-run.jar; \
    test -s kith.jsa

FROM ${RUNTIME}
LABEL org.opencontainers.image.title="Kith" \
      org.opencontainers.image.description="Keeps a professional network from going cold" \
      org.opencontainers.image.licenses="Apache-2.0"
WORKDIR /opt/kith
# what changes seldom comes first; nothing of it belongs to who runs it
COPY --from=cache /opt/kith/lib/boot/ lib/boot/
COPY --from=cache /opt/kith/lib/main/ lib/main/
COPY --from=cache /opt/kith/quarkus/ quarkus/
COPY --from=cache /opt/kith/quarkus-run.jar /opt/kith/kith.jsa ./
COPY --from=cache /opt/kith/app/ app/
# by number, so that a cluster can see that it is not root; nothing is written but below /tmp
USER 10001:10001
EXPOSE 8080
ENV LANG=C.UTF-8
ENTRYPOINT ["java", "-XX:SharedArchiveFile=/opt/kith/kith.jsa", "-Xshare:auto", "-XX:MaxRAMPercentage=70", \
    "-XX:+ExitOnOutOfMemoryError", "-Djava.io.tmpdir=/tmp", "-jar", "/opt/kith/quarkus-run.jar"]
# a cluster has probes of its own; elsewhere, this one (the image has no curl, and needs none)
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /q/health/live HTTP/1.0\\r\\n\\r\\n' >&3 && head -1 <&3 | grep -q ' 200 '"]
