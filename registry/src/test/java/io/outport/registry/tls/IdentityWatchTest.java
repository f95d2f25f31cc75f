package io.outport.registry.tls;

import static io.outport.registry.tls.IdentityWatch.PATIENT_LOOKS;
import static io.outport.registry.tls.IdentityWatch.SETTLED_LOOKS;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.pki.CertificateProblem;
import io.outport.pki.CertificateProblem.Kind;
import io.outport.pki.ServerIdentity;
import io.outport.registry.tls.IdentityWatch.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityWatchTest {
  private static final Outcome UNCHANGED = new Outcome.Unchanged();
  private static final Duration OVERLAP = Duration.ofMinutes(5);
  private static final Outcome WAITING = new Outcome.Waiting();

  @TempDir private Path directory;
  private Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private CertificateDirectory files;
  private ServerIdentity first;
  private IdentityWatch watch;

  @BeforeEach
  void watchAFirstPair() {
    files = new CertificateDirectory(directory);
    first = files.replace();
    TlsSettings settings =
        TlsSettings.of(files.files(), CertificateDirectory.NAMES).withAuthorityOverlap(OVERLAP);
    watch = new IdentityWatch(settings, files.files().read(), first, clock);
  }

  private List<Outcome> look(int times) {
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      outcomes.add(watch.look());
    }
    return outcomes;
  }

  private static CertificateProblem refusal(List<Outcome> outcomes) {
    List<CertificateProblem> problems =
        outcomes.stream()
            .filter(Outcome.Refuse.class::isInstance)
            .map(outcome -> ((Outcome.Refuse) outcome).problem())
            .toList();
    assertThat(problems).as("refusals in %s", outcomes).hasSize(1);
    return problems.getFirst();
  }

  @Test
  void seesNoChangeInTheSameBytesWrittenAgain() throws IOException {
    files.write(first.certificatePem(), first.keyPem());
    Files.setLastModifiedTime(
        files.files().certificate(), FileTime.from(Instant.now().plusSeconds(60)));

    assertThat(look(4)).containsOnly(UNCHANGED);
  }

  @Test
  void seesAChangeThatKeepsTheTimeOfTheFile() throws IOException {
    FileTime time = Files.getLastModifiedTime(files.files().certificate());
    ServerIdentity second = files.replace();
    Files.setLastModifiedTime(files.files().certificate(), time);
    Files.setLastModifiedTime(files.files().key(), time);

    assertThat(look(SETTLED_LOOKS)).last().isEqualTo(new Outcome.Replace(second));
  }

  @Test
  void takesANewPairOnceItIsSettled() {
    ServerIdentity second = files.replace();

    assertThat(look(2)).containsExactly(WAITING, new Outcome.Replace(second));
    watch.taken();
    assertThat(look(2)).containsOnly(UNCHANGED);
  }

  @Test
  void offersANewPairUntilItIsTaken() {
    ServerIdentity second = files.replace();

    assertThat(look(4)).endsWith(new Outcome.Replace(second), new Outcome.Replace(second));
  }

  @Test
  void waitsForTheSecondFile() {
    ServerIdentity second = files.issue();

    files.writeCertificate(second.certificatePem());
    assertThat(look(PATIENT_LOOKS - 1)).containsOnly(WAITING);
    files.writeKey(second.keyPem());
    assertThat(look(2)).containsExactly(WAITING, new Outcome.Replace(second));
  }

  @Test
  void waitsWhileAFileIsGone() throws IOException {
    ServerIdentity second = files.issue();

    Files.delete(files.files().key());
    assertThat(look(PATIENT_LOOKS - 1)).containsOnly(WAITING);
    files.write(second.certificatePem(), second.keyPem());
    assertThat(look(2)).last().isEqualTo(new Outcome.Replace(second));
  }

  @Test
  void holdsAnotherAuthoritysPairBackUntilClientsCanKnowIt() {
    ServerIdentity second = new CertificateDirectory(directory).replace();
    Instant end = now.plus(OVERLAP);

    assertThat(look(4)).containsExactly(WAITING, new Outcome.Hold(end), WAITING, WAITING);
    now = end.minusSeconds(1);
    assertThat(look(2)).containsOnly(WAITING);
    now = end;
    assertThat(watch.look()).isEqualTo(new Outcome.Replace(second));
    watch.taken();

    ServerIdentity back = files.replace();
    assertThat(look(2)).last().isEqualTo(new Outcome.Hold(end.plus(OVERLAP)));
    now = end.plus(OVERLAP);
    assertThat(watch.look()).isEqualTo(new Outcome.Replace(back));
  }

  @Test
  void holdsNothingBackForACertificateThatExpired() {
    now = now.plus(Duration.ofDays(366));
    InstantSource later = () -> now;
    ServerIdentity second = new CertificateDirectory(directory, later).replace();

    assertThat(look(2)).last().isEqualTo(new Outcome.Replace(second));
  }

  @Test
  void refusesAPairThatStaysMismatchedOnce() {
    files.writeCertificate(files.issue().certificatePem());

    CertificateProblem problem = refusal(look(3 * PATIENT_LOOKS));

    assertThat(problem.kind()).isEqualTo(Kind.KEY_MISMATCH);
    assertThat(problem).hasMessageContaining(files.files().key().toString());
  }

  @Test
  void refusesFilesThatStayGoneOnce() throws IOException {
    Files.delete(files.files().key());

    assertThat(refusal(look(3 * PATIENT_LOOKS)).kind()).isEqualTo(Kind.UNREADABLE);
  }

  @Test
  void refusesAPairOfAnotherNameAtOnceAndOnce() {
    ServerIdentity other = files.issue(Duration.ofDays(1), "hub.example.org");
    files.write(other.certificatePem(), other.keyPem());

    assertThat(refusal(look(SETTLED_LOOKS)).kind()).isEqualTo(Kind.NAME_MISSING);
    assertThat(look(PATIENT_LOOKS)).containsOnly(WAITING);
  }

  @Test
  void refusesTheSameBadPairAgainAfterAGoodOne() {
    ServerIdentity other = files.issue(Duration.ofDays(1), "hub.example.org");
    files.write(other.certificatePem(), other.keyPem());
    refusal(look(3));

    files.write(first.certificatePem(), first.keyPem());
    assertThat(look(2)).containsOnly(UNCHANGED);
    files.write(other.certificatePem(), other.keyPem());
    refusal(look(3));
  }

  @Test
  void takesARefusedPairOnceItsTimeHasCome() {
    Instant today = now;
    ServerIdentity second = files.replace();

    now = today.minus(Duration.ofDays(1));
    assertThat(refusal(look(3)).kind()).isEqualTo(Kind.NOT_YET_VALID);
    now = today;
    assertThat(watch.look()).isEqualTo(new Outcome.Replace(second));
  }
}
