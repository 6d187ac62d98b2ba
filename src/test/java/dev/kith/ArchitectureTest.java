package dev.kith;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.persistence.Entity;
import jakarta.ws.rs.HttpMethod;

import org.hibernate.annotations.PartitionKey;
import org.hibernate.annotations.TenantId;
import org.junit.jupiter.api.Test;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

import io.quarkus.security.Authenticated;
import io.quarkus.security.PermissionsAllowed;
import io.quarkus.vertx.http.security.AuthorizationPolicy;

/** The map of the packages, and the few rules of style that a compiler would not see. */
class ArchitectureTest {

    private static final String ROOT = "dev.kith";

    /** What every feature leans on. */
    private static final Set<String> GROUND = Set.of("eventlog", "owner", "problem", "paging", "idempotency", "http", "text",
            "process", "trace");

    /** Whom a package may import. A package that is not here does not exist, and one that is here does. */
    private static final Map<String, Set<String>> MAY_IMPORT = Map.ofEntries(
            entry("insight", onGround("introduction", "interaction", "contact", "warmth", "account")),
            entry("exchange", onGround("introduction", "interaction", "contact", "organization", "warmth")),
            entry("introduction", onGround("interaction", "contact", "warmth")),
            entry("interaction", onGround("contact", "warmth")),
            entry("contact", onGround("organization", "warmth")),
            entry("organization", onGround()),
            entry("account", onGround()),
            entry("webhook", onGround()),
            entry("warmth", onGround()),
            entry("eventlog", Set.of("owner", "problem", "paging", "http", "process", "trace")),
            entry("owner", Set.of("problem", "paging", "http", "process")),
            entry("idempotency", Set.of("owner", "problem", "http", "process")),
            entry("limit", Set.of("owner")),
            entry("http", Set.of("problem")),
            entry("paging", Set.of("problem")),
            entry("problem", Set.of()),
            entry("process", Set.of()),
            entry("text", Set.of()),
            entry("trace", Set.of()),
            entry("local", Set.of()),
            entry("", Set.of("process")));

    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static Set<String> onGround(String... features) {
        var imports = new HashSet<>(GROUND);
        imports.addAll(List.of(features));
        return imports;
    }

    /** {@code contact} of {@code dev.kith.contact}; packages are flat, so there is nothing below. */
    private static String packageOf(JavaClass type) {
        var name = type.getPackageName();
        return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1);
    }

    @Test
    void the_packages_are_those_of_the_map() {
        assertEquals(new TreeSet<>(MAY_IMPORT.keySet()),
                CLASSES.stream().map(ArchitectureTest::packageOf).collect(toCollection(TreeSet::new)));
    }

    @Test
    void a_package_imports_whom_the_map_says() {
        var trespassers = new TreeSet<String>();
        for (var type : CLASSES) {
            var home = packageOf(type);
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT)) {
                    var there = packageOf(target);
                    if (!there.equals(home) && !MAY_IMPORT.getOrDefault(home, Set.of()).contains(there)) {
                        trespassers.add(type.getName() + " -> " + target.getName());
                    }
                }
            }
        }
        assertEquals(Set.of(), trespassers);
    }

    @Test
    void the_map_has_no_way_back() {
        var circles = new ArrayList<String>();
        MAY_IMPORT.keySet().forEach(start -> {
            if (reachable(start).contains(start)) {
                circles.add(start);
            }
        });
        assertEquals(List.of(), circles);
    }

    private static Set<String> reachable(String start) {
        var reached = new HashSet<String>();
        var next = new ArrayList<>(MAY_IMPORT.get(start));
        while (!next.isEmpty()) {
            var one = next.remove(next.size() - 1);
            if (reached.add(one)) {
                next.addAll(MAY_IMPORT.getOrDefault(one, Set.of()));
            }
        }
        return reached;
    }

    /**
     * Hibernate filters what it reads by the tenant, but writes by the id alone, unless that is the partition too: ids made by
     * clients are unique within one owner's rows only.
     */
    @Test
    void rows_are_changed_by_owner_and_id() {
        fields().that().areAnnotatedWith(TenantId.class).should().beAnnotatedWith(PartitionKey.class).check(CLASSES);
        classes().that().areAnnotatedWith(Entity.class).and().doNotHaveSimpleName("Settings") // whose id is the owner
                .should(new ArchCondition<JavaClass>("have an owner") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        if (type.getFields().stream().noneMatch(field -> field.isAnnotatedWith(TenantId.class))) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " has none"));
                        }
                    }
                }).check(CLASSES);
    }

    /** Quarkus REST ignores the others, and they are 404. */
    @Test
    void methods_of_resources_are_public() {
        methods().that().areMetaAnnotatedWith(HttpMethod.class).should().bePublic().check(CLASSES);
    }

    /** The contracts are for everybody, and feeds for whoever has the address; nothing else. */
    private static final Set<String> OPEN = Set.of("ContractResource.openapi", "ContractResource.asyncapi",
            "ContractResource.schema",
            "FeedResource.goingCold");

    /** No path is guarded by its spelling, and no class for its methods: what is allowed stands where the work is done. */
    @Test
    void every_operation_says_itself_who_may_ask() {
        var wrong = new TreeSet<String>();
        for (var type : CLASSES) {
            var resource = type.getMethods().stream().anyMatch(method -> method.isMetaAnnotatedWith(HttpMethod.class));
            if (resource && GUARDS.stream().anyMatch(type::isAnnotatedWith)) {
                wrong.add(type.getSimpleName());
            }
            for (var method : type.getMethods()) {
                var name = type.getSimpleName() + "." + method.getName();
                if (method.isMetaAnnotatedWith(HttpMethod.class) && !(OPEN.contains(name)
                        ? guards(method).equals(Set.of(PermitAll.class))
                        : guards(method).equals(Set.of(RolesAllowed.class))
                                && method.getAnnotationOfType(RolesAllowed.class).value().length == 1)) {
                    wrong.add(name);
                }
            }
        }
        assertEquals(Set.of(), wrong);
    }

    private static final Set<Class<? extends Annotation>> GUARDS = Set.of(RolesAllowed.class, PermitAll.class, DenyAll.class,
            Authenticated.class, PermissionsAllowed.class, AuthorizationPolicy.class);

    private static Set<Class<? extends Annotation>> guards(JavaMethod method) {
        return GUARDS.stream().filter(method::isAnnotatedWith).collect(toSet());
    }

    @Test
    void only_the_event_log_knows_kafka() {
        noClasses().that().resideOutsideOfPackages("dev.kith.eventlog", "dev.kith.local")
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "kafka..").check(CLASSES);
    }

    @Test
    void only_problem_knows_the_extension_for_problems() {
        noClasses().that().resideOutsideOfPackage("dev.kith.problem")
                .should().dependOnClassesThat().resideInAPackage("io.quarkiverse.resteasy.problem..").check(CLASSES);
    }

    /** What it finds is worth something only because it does not repeat the service's mistakes. */
    @Test
    void the_harness_of_faults_shares_no_code_with_the_service() {
        var shared = new TreeSet<String>();
        for (var type : new ClassFileImporter().importPackages(ROOT + ".faults")) {
            for (var dependency : type.getDirectDependenciesFromSelf()) {
                var target = dependency.getTargetClass().getBaseComponentType();
                if (target.getPackageName().startsWith(ROOT) && !target.getPackage().equals(type.getPackage())) {
                    shared.add(type.getName() + " -> " + target.getName());
                }
            }
        }
        assertEquals(Set.of(), shared);
    }

    /** Nor are there DTDs, entities and whatever else comes with it. */
    @Test
    void nothing_reads_xml() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("javax.xml..", "org.xml..", "org.w3c..", "jakarta.xml..")
                .check(CLASSES);
    }

    /** They name what the class is made of, not what it is for. */
    @Test
    void names_say_what_a_class_is_for() {
        noClasses().should().haveNameMatching(".*(Manager|Helper|Utils?|Impl|Dto|DTO)").check(CLASSES);
    }

    /** The clock is {@code kith_now()}: a second one would disagree with it. */
    @Test
    void there_is_one_clock() {
        noClasses().that().resideOutsideOfPackage("dev.kith.local")
                .should().callMethodWhere(describe("asks Java for the time", ArchitectureTest::asksForTheTime)).check(CLASSES);
    }

    private static boolean asksForTheTime(JavaCall<?> call) {
        var owner = call.getTargetOwner().getName();
        var method = call.getTarget().getName();
        return owner.startsWith("java.time.") && (method.equals("now") || owner.equals("java.time.Clock"))
                || owner.equals("java.lang.System") && method.equals("currentTimeMillis");
    }
}
