package io.outport.hub.extension;

import com.nimbusds.jwt.SignedJWT;
import io.outport.gateway.Bell;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentReport;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.DesiredState;
import io.outport.hubapi.agent.EnrolAnswer;
import io.outport.hubapi.agent.EnrolRequest;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.Extension;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What agents ask and say ({@link io.outport.hubapi.agent}). Safe for use by many threads. */
public final class AgentDesk {
  /** How often that an agent was heard is kept, where it says nothing new. */
  private static final Duration KEPT_EVERY = Duration.ofMinutes(10);

  private final Fleet fleet;
  private final AgentPulls pulls;

  /** Answers for this fleet. */
  public AgentDesk(Fleet fleet, AgentPulls pulls) {
    this.fleet = fleet;
    this.pulls = pulls;
  }

  /** What came of an agent's wish to enrol. */
  public sealed interface Enrolment {
    /** It is known from now on. */
    record Accepted(EnrolAnswer answer) implements Enrolment {}

    /** There is no such cluster. */
    record UnknownCluster() implements Enrolment {}

    /** Its secret or its key is not accepted. */
    record Refused(String words) implements Enrolment {}
  }

  /** Makes an agent's key known; a repeat with the same secret and key answers the same. */
  public Enrolment enrol(EnrolRequest request) {
    Optional<ClusterEntry> cluster = cluster(request.clusterId());
    if (cluster.isEmpty()) {
      return new Enrolment.UnknownCluster();
    }
    if (!AgentKeys.isKey(request.publicKey())) {
      return new Enrolment.Refused("publicKey is no P-256 key in PEM");
    }
    return fleet.store().alone(() -> enrol(cluster.get().key(), request));
  }

  private Enrolment enrol(String key, EnrolRequest request) {
    ClusterEntry cluster = fleet.store().cluster(key).orElse(null);
    if (cluster == null) {
      return new Enrolment.UnknownCluster();
    }
    ClusterEntry.Enrolment enrolment = cluster.agent().enrolment();
    if (enrolment == null || !enrolment.isSecret(request.secret())) {
      return new Enrolment.Refused("the enrolment secret is not this cluster's newest one");
    }
    if (!enrolment.isOpen(fleet.now()) && !enrolment.usedBy().equals(request.publicKey())) {
      return new Enrolment.Refused(
          enrolment.usedBy().isEmpty()
              ? "the enrolment secret's time is over"
              : "the enrolment secret was used by another agent already");
    }
    var used =
        new ClusterEntry.Enrolment(enrolment.hash(), enrolment.expires(), request.publicKey());
    if (!used.equals(enrolment)) {
      change(cluster, agent -> agent.with(used).withKeys(request.publicKey(), ""));
    }
    fleet.store().hear(cluster, fleet.now());
    return new Enrolment.Accepted(
        new EnrolAnswer(fleet.views().id(cluster).toString(), fleet.now()));
  }

  /** What a token proves. */
  public sealed interface SignIn {
    /** It is of this cluster's agent. */
    record Accepted(ClusterEntry cluster) implements SignIn {}

    /** There is no such cluster. */
    record UnknownCluster() implements SignIn {}

    /** It proves nothing. */
    record Refused(String words) implements SignIn {}
  }

  /** Whose token this is; the first one that the next key signs makes it the only one. */
  public SignIn signIn(String bearer) {
    Optional<SignedJWT> token = AgentKeys.parse(bearer);
    if (token.isEmpty()) {
      return new SignIn.Refused("the token is missing or cannot be read");
    }
    Optional<ClusterEntry> found = cluster(AgentKeys.issuer(token.get()));
    if (found.isEmpty()) {
      return new SignIn.UnknownCluster();
    }
    ClusterEntry cluster = found.get();
    ClusterEntry.Agent agent = cluster.agent();
    boolean next = AgentKeys.isSignedBy(token.get(), agent.nextKey());
    if (!next && !AgentKeys.isSignedBy(token.get(), agent.key())) {
      return new SignIn.Refused("the token is not signed by this cluster's agent: enrol anew");
    }
    if (!AgentKeys.isInTime(token.get(), fleet.now())) {
      return new SignIn.Refused(
          "the token is of another time: compare the cluster's clock with the hub's, which says "
              + fleet.now());
    }
    if (next) {
      takeOver(cluster, agent.nextKey());
    }
    fleet.store().hear(cluster, fleet.now());
    return new SignIn.Accepted(cluster);
  }

  /** Makes the announced key, which has signed now, the only one; once, as two calls may say so. */
  void takeOver(ClusterEntry cluster, String announced) {
    change(cluster, old -> old.nextKey().equals(announced) ? old.withKeys(announced, "") : old);
  }

  /** Announces the next key; false where it is none. */
  public boolean rotate(ClusterEntry cluster, String publicKey) {
    if (!AgentKeys.isKey(publicKey)) {
      return false;
    }
    change(cluster, agent -> agent.withKeys(agent.key(), publicKey));
    return true;
  }

  /**
   * Waits until what is wished is another than this revision, at most this long.
   *
   * @return empty where it is still the same, and where another agent took this one's place
   */
  public Optional<DesiredState> await(ClusterEntry cluster, long revision, Duration wait)
      throws InterruptedException {
    long deadline = System.nanoTime() + wait.toNanos();
    Bell bell = fleet.store().bell();
    while (true) {
      long noted = bell.strokes();
      if (!isOfItsAgent(cluster)) {
        return Optional.empty();
      }
      DesiredState now = desired(cluster);
      if (now.revision() != revision) {
        return Optional.of(now);
      }
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative() || !bell.await(noted, left)) {
        return Optional.empty();
      }
    }
  }

  private DesiredState desired(ClusterEntry cluster) {
    List<ExtensionEntry> wished = fleet.store().extensions(cluster.key());
    var requests = fleet.diagnostics().open(cluster.incarnation());
    List<DesiredExtension> told =
        wished.stream().flatMap(each -> desired(cluster, each).stream()).toList();
    Stream<String> marks =
        Stream.concat(
            told.stream().map(each -> each.name() + " " + each.generation()),
            requests.stream().map(DesiredState.DiagnosticsRequest::id));
    return new DesiredState(revision(cluster, marks), told, requests);
  }

  /** Another number for another state, never 0. */
  private static long revision(ClusterEntry cluster, Stream<String> marks) {
    String text = cluster.incarnation() + marks.reduce("", (left, right) -> left + "\n" + right);
    return 1 + (Long.parseUnsignedLong(Fleet.hash(text).substring(0, 16), 16) >>> 2);
  }

  /** Empty where its protected settings are lost: the cluster leaves it as it is. */
  private Optional<DesiredExtension> desired(ClusterEntry cluster, ExtensionEntry entry) {
    ExtensionEntry.Wish wish = entry.wish();
    if (!wish.deleting() && entry.secrets().isDropped()) {
      return Optional.empty();
    }
    String id = fleet.views().id(cluster).extension(entry.name()).toString();
    return fleet
        .seal()
        .find(id, entry.secrets().sealed())
        .map(
            secrets ->
                new DesiredExtension(
                    id,
                    entry.name(),
                    wish.extensionType().toLowerCase(Locale.ROOT),
                    entry.generation(),
                    wish.deleting(),
                    wish.forgotten(),
                    wish.chart(),
                    entry.name().toLowerCase(Locale.ROOT),
                    wish.releaseNamespace(),
                    wish.targetNamespace(),
                    wish.targetNamespace() == null,
                    wish.autoUpgradeMode(),
                    wish.settings(),
                    secrets));
  }

  /** Takes what an agent says of an extension; false where the hub knows no such one. */
  public boolean report(ClusterEntry cluster, String name, ExtensionReport report) {
    FleetStore store = fleet.store();
    Instant now = fleet.now();
    Optional<ExtensionEntry> known =
        store.alone(
            () ->
                isOfItsAgent(cluster)
                    ? store.changeExtension(
                        cluster.key(),
                        name,
                        old -> old.flatMap(entry -> reported(entry, report, now)))
                    : Optional.empty());
    known.ifPresent(entry -> fleet.rollouts().advance(cluster, entry.wish().extensionType(), now));
    return known.isPresent();
  }

  private static Optional<ExtensionEntry> reported(
      ExtensionEntry entry, ExtensionReport report, Instant now) {
    boolean current = report.generation() == entry.generation();
    if (current && report.deleted() && entry.wish().deleting()) {
      return Optional.empty();
    }
    boolean worked =
        entry.progress().worked() || report.provisioningState().equals(Extension.SUCCEEDED);
    ExtensionReport said = AgentWords.cut(report);
    ExtensionEntry known = entry.with(new ExtensionEntry.Progress(worked, said));
    return Optional.of(current ? known.with(entry.secrets().claim()).heard(said, now) : known);
  }

  /** Takes what an agent says of its cluster. */
  public void report(ClusterEntry cluster, AgentReport report) {
    AgentReport said = AgentWords.cut(report);
    Instant now = fleet.now();
    ClusterEntry.Agent known = cluster.agent();
    Instant kept = Objects.requireNonNullElse(known.heard(), Instant.EPOCH);
    if (!said.equals(known.report()) || kept.plus(KEPT_EVERY).isBefore(now)) {
      change(cluster, agent -> agent.with(said, now));
    }
    if (!said.equals(known.report())) {
      fleet.rollouts().advance(now);
    }
  }

  /** What the cluster pulls charts and images with. */
  public AgentCredentials credentials(ClusterEntry cluster) {
    return pulls.issue(cluster);
  }

  /** Takes an archive, in Base64, that somebody waits for; false where nobody does. */
  public boolean deliver(ClusterEntry cluster, String id, String archive) {
    return fleet.diagnostics().deliver(cluster.incarnation(), id, archive);
  }

  /** Whether who signed in for the cluster as it was then speaks for it still. */
  private boolean isOfItsAgent(ClusterEntry cluster) {
    return fleet.store().cluster(cluster.key()).filter(now -> now.hasAgentOf(cluster)).isPresent();
  }

  private void change(ClusterEntry cluster, UnaryOperator<ClusterEntry.Agent> work) {
    fleet
        .store()
        .changeCluster(
            cluster.key(),
            old ->
                old.map(
                    entry ->
                        entry.hasAgentOf(cluster) ? entry.with(work.apply(entry.agent())) : entry));
  }

  private Optional<ClusterEntry> cluster(String id) {
    return ClusterId.find(id)
        .filter(each -> each.extension().isEmpty())
        .filter(each -> each.subscriptionId().equalsIgnoreCase(fleet.hub().subscriptionId()))
        .flatMap(
            each -> fleet.store().cluster(ClusterEntry.key(each.resourceGroup(), each.cluster())));
  }
}
