package io.outport.dist;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The arrows of the house (docs/architecture.md): who may use whom, and who may touch what. */
final class ArchitectureTest {
  private static final String ROOT = "io.outport.";

  /** A row may use these rooms beside itself, and nothing else of ours. */
  private static final Map<String, List<String>> ARROWS =
      Map.ofEntries(
          Map.entry("testkit", List.of()),
          Map.entry("oci", List.of()),
          Map.entry("pki", List.of()),
          Map.entry("hubapi", List.of("oci")),
          Map.entry("registry", List.of("oci", "pki")),
          Map.entry("gateway", List.of("oci", "hubapi")),
          Map.entry("sync", List.of("oci", "hubapi", "registry.content")),
          Map.entry("edge", List.of("oci", "hubapi", "pki", "registry", "gateway", "sync")),
          Map.entry("hub", List.of("oci", "hubapi", "pki", "registry", "gateway")),
          Map.entry("trust", List.of("pki")),
          Map.entry("agent", List.of("oci", "hubapi", "pki")),
          Map.entry("cli", List.of("oci", "hubapi", "pki")),
          Map.entry(
              "dist",
              List.of("oci", "hubapi", "pki", "registry", "edge", "hub", "trust", "agent", "cli")));

  /** What all time comes from; the rest is derived from a clock that was handed in. */
  private static final Set<String> CLOCK_READS =
      Set.of("now", "system", "systemUTC", "systemDefaultZone", "currentTimeMillis", "nanoTime");

  /** A blob may lie in a file that {@code sendfile} takes, so its port can name one. */
  private static final DescribedPredicate<HasName> NAMES_A_FILE_FOR_THE_KERNEL =
      name("io.outport.registry.content.BlobContent");

  /** The waits that others get as an argument; the link's own end by an interrupt. */
  private static final DescribedPredicate<HasName> NAMED_PAUSES =
      name("io.outport.oci.client.Surroundings")
          .or(name("io.outport.sync.Pause"))
          .or(name("io.outport.registry.content.Waiting"))
          .or(name("io.outport.edge.ParentLink"));

  private static final String VAGUE_NAME = ".*(Util|Utils|Manager|Helper|Impl|Base)";

  private static JavaClasses ours;

  @BeforeAll
  static void readClasses() {
    ours =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.outport");
  }

  @Test
  void everyRoomIsOnTheClassPath() {
    List<String> rooms = ours.stream().map(ArchitectureTest::room).distinct().sorted().toList();

    assertThat(rooms).containsExactlyElementsOf(ARROWS.keySet().stream().sorted().toList());
  }

  @TestFactory
  Stream<DynamicTest> usesOnlyTheRoomsBelow() {
    return ARROWS.entrySet().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getKey(), () -> onlyUses(row.getKey(), row.getValue()).check(ours)));
  }

  @Test
  void hasNoCyclesBetweenRooms() {
    slices().matching("io.outport.(*)..").should().beFreeOfCycles().check(ours);
  }

  @Test
  void hasNoCyclesBetweenPackages() {
    slices().matching("io.outport.(**)").should().beFreeOfCycles().check(ours);
  }

  @Test
  void keepsVertxAndNettyInHttpAndTls() {
    reserve("io.vertx..", "io.netty..")
        .to("..http..", "..tls..", "io.outport.hub", "io.outport.edge")
        .check(ours);
  }

  @Test
  void keepsSqlInTheSqlStores() {
    reserve("java.sql..", "javax.sql..", "org.jdbi..", "org.sqlite..", "org.postgresql..")
        .to("io.outport.registry.store.sql..", "io.outport.hub..", "io.outport.testkit.postgres..")
        .check(ours);
  }

  @Test
  void keepsTheCloudsSdkInItsStore() {
    reserve("software.amazon..").to("io.outport.registry.store.s3..").check(ours);
  }

  @Test
  void keepsBouncyCastleInPki() {
    reserve("org.bouncycastle..").to("io.outport.pki..", "io.outport.testkit..").check(ours);
  }

  @Test
  void keepsTheCommandLineInCliAndDist() {
    reserve("picocli..").to("io.outport.cli..", "io.outport.dist..").check(ours);
  }

  @Test
  void keepsKubernetesAndHelmInTheAgent() {
    reserve("io.fabric8..", "com.marcnuri..", "com.sun.jna..").to("io.outport.agent..").check(ours);
  }

  @Test
  void keepsLogbackInDist() {
    reserve("ch.qos.logback..").to("io.outport.dist..").check(ours);
  }

  @Test
  void keepsJsonOutOfTheRulesOfContentPlansAndCertificates() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.outport.registry.content..", "io.outport.sync.plan..", "io.outport.pki..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("tools.jackson.databind..", "com.fasterxml.."))
        .because("JSON ends at the vocabulary: these rooms get values")
        .check(ours);
  }

  @Test
  void keepsPureRoomsFreeOfDiskAndNetwork() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.outport.oci.model..",
            "io.outport.pki..",
            "io.outport.registry.content..",
            "io.outport.sync.plan..")
        .and(are(not(NAMES_A_FILE_FOR_THE_KERNEL)))
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.nio.file..", "java.net.http.."))
        .because("these rooms are pure: others give them bytes")
        .check(ours);
  }

  @Test
  void keepsSyncFreeOfDisk() {
    noClasses()
        .that()
        .resideInAPackage("io.outport.sync..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("java.nio.file.."))
        .because("what sync keeps goes through the ports of registry.content and its own journal")
        .check(ours);
  }

  @Test
  void handsTheClockInWhereTimeDecides() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "io.outport.oci.model..",
            "io.outport.hubapi.model..",
            "io.outport.pki..",
            "io.outport.registry..",
            "io.outport.sync..")
        .should()
        .accessTargetWhere(describe("reads the clock", ArchitectureTest::readsTheClock))
        .because("the clock is a constructor argument")
        .check(ours);
  }

  @Test
  void printsOnlyFromCommands() {
    noClasses()
        .that(resideOutsideOfPackages("io.outport.cli..", "io.outport.dist.."))
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .because("standard output is data of a command; servers log")
        .check(ours);
  }

  @Test
  void sleepsOnlyWhereAPauseIsHandedIn() {
    noClasses()
        .that(resideOutsideOfPackages("io.outport.testkit..", "io.outport.dist.demo.."))
        .and(are(not(NAMED_PAUSES)))
        .should()
        .accessTargetWhere(describe("sleeps", ArchitectureTest::sleeps))
        .because("tests replace the pause: wait by a port, a condition or a queue")
        .check(ours);
  }

  @Test
  void injectsRandomness() {
    noClasses()
        .should()
        .callConstructor(Random.class)
        .orShould()
        .callMethod(Math.class, "random")
        .because("randomness is a constructor argument")
        .check(ours);
  }

  @Test
  void usesNoSerialisation() {
    noClasses()
        .should()
        .dependOnClassesThat(
            belongToAnyOf(java.io.ObjectInputStream.class, java.io.ObjectOutputStream.class))
        .check(ours);
  }

  @Test
  void namesClassesForWhatTheyAre() {
    noClasses()
        .that()
        .areNotAssignableTo(TrustManager.class) // the platform's word
        .should()
        .haveNameMatching(VAGUE_NAME)
        .because("a name says what the thing is, not that it helps")
        .check(ours);
  }

  private static ArchRule onlyUses(String room, List<String> allowed) {
    String[] rooms =
        Stream.concat(Stream.of(room), allowed.stream())
            .map(each -> ROOT + each + "..")
            .toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(ROOT + room + "..")
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.outport..").and(resideOutsideOfPackages(rooms)));
  }

  private static Reservation reserve(String... libraries) {
    return new Reservation(List.of(libraries));
  }

  private record Reservation(List<String> libraries) {
    ArchRule to(String... packages) {
      return noClasses()
          .that()
          .resideOutsideOfPackages(packages)
          .should()
          .dependOnClassesThat(resideInAnyPackage(libraries.toArray(String[]::new)))
          .because("%s is reserved to %s".formatted(libraries, Arrays.asList(packages)));
    }
  }

  private static boolean readsTheClock(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    return CLOCK_READS.contains(access.getName())
        && (owner.isEquivalentTo(System.class) || owner.getPackageName().equals("java.time"));
  }

  private static boolean sleeps(JavaAccess<?> access) {
    JavaClass owner = access.getTargetOwner();
    return access.getName().equals("sleep")
        && (owner.isEquivalentTo(Thread.class) || owner.isEquivalentTo(TimeUnit.class));
  }

  private static String room(JavaClass each) {
    String rest = each.getPackageName().substring(ROOT.length());
    int dot = rest.indexOf('.');
    return dot < 0 ? rest : rest.substring(0, dot);
  }
}
