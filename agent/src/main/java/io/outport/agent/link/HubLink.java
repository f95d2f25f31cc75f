package io.outport.agent.link;

import static java.util.Objects.requireNonNull;

import io.outport.agent.chart.HubAccount;
import io.outport.hubapi.agent.AgentClient;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.agent.AgentKey;
import io.outport.hubapi.agent.AgentLink;
import io.outport.hubapi.agent.AgentTokens;
import io.outport.hubapi.agent.EnrolAnswer;
import io.outport.hubapi.client.JsonCaller;
import io.outport.oci.client.OutwardProxy;
import io.outport.pki.CertificateProblem;
import io.outport.pki.TrustBundle;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent as its hub knows it: enrols where that is due, keeps the key, and pulls with the hub's
 * passwords. Each step is written down before the hub hears of it, so that one that was cut off is
 * repeated with the same key. Safe for many threads.
 */
public final class HubLink implements HubAccount, AutoCloseable {
  /** A password is renewed this long before it ends: a pull takes its time. */
  static final Duration MARGIN = Duration.ofMinutes(10);

  private static final Logger LOG = LoggerFactory.getLogger(HubLink.class);

  private final EnrolmentFolder folder;
  private final StateStore states;
  private final InstantSource clock;
  private final SecureRandom random;
  private final OutwardProxy proxy;
  private final PullPasswords passwords;

  /** Guards client, state and closed. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable AgentClient client;
  private @Nullable AgentState state;
  private boolean closed;

  /** Says nothing to the hub yet. */
  public HubLink(
      EnrolmentFolder folder,
      StateStore states,
      InstantSource clock,
      SecureRandom random,
      OutwardProxy proxy) {
    this.folder = folder;
    this.states = states;
    this.clock = clock;
    this.random = random;
    this.proxy = proxy;
    this.passwords = new PullPasswords(clock);
  }

  /**
   * What to speak to the hub with; enrols first where that is due.
   *
   * @throws AgentException where the agent cannot be enrolled
   */
  public AgentClient client() {
    lock.lock();
    try {
      if (closed) {
        throw new AgentException(AgentException.Kind.UNREACHABLE, "the agent is closing", null);
      }
      if (client == null) {
        client = open();
      }
      return client;
    } finally {
      lock.unlock();
    }
  }

  /** Whether calls are made by another client now. */
  boolean hasLeft(AgentClient other) {
    lock.lock();
    try {
      return client != other;
    } finally {
      lock.unlock();
    }
  }

  /** The hub no longer knows us, or we it: look at the enrolment again before the next call. */
  void doubt() {
    lock.lock();
    try {
      replace(null);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public AgentCredentials credentials() {
    AgentCredentials valid = passwords.get(this::client);
    remember(valid.loginServer());
    return valid;
  }

  @Override
  public void refused(AgentCredentials credentials) {
    passwords.forget(credentials);
  }

  @Override
  public String loginServer() {
    String known = knownLoginServer();
    return known.isEmpty() ? credentials().loginServer() : known;
  }

  @Override
  public String address() {
    return folder.read().hub().getAuthority();
  }

  @Override
  public SSLContext trust() {
    return trust(folder.read());
  }

  /**
   * Gives the agent another key where the one it has is older than this.
   *
   * @throws AgentException where the hub does not hear of it; the old one holds on
   */
  void renewKey(Duration age) {
    lock.lock();
    try {
      client();
      AgentState now = requireNonNull(state, "state");
      if (now.keyMade().plus(age).isAfter(clock.instant())) {
        return;
      }
      AgentState announcing = now;
      if (now.findNext().isEmpty()) {
        announcing = now.announcing(AgentKey.generate(random));
        keep(announcing);
      }
      replace(renewed(announcing, folder.read()));
      LOG.atInfo().log("renewed the agent's key");
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      replace(null);
    } finally {
      lock.unlock();
    }
  }

  private AgentClient open() {
    Enrolment enrolment = folder.read();
    AgentState known = known(enrolment);
    if (!known.enrolledWith().equals(enrolment.fingerprint())) {
      known = enrol(known, enrolment);
    }
    return known.findNext().isPresent()
        ? renewed(known, enrolment)
        : speaking(known, known.key(), enrolment);
  }

  /** With a key that is written down already. */
  private AgentState known(Enrolment enrolment) {
    AgentState kept = states.read().filter(each -> each.isOf(enrolment)).orElse(null);
    if (kept == null) {
      kept = AgentState.fresh(enrolment, AgentKey.generate(random), clock.instant());
      states.write(kept);
      passwords.forget();
    }
    state = kept;
    return kept;
  }

  private AgentState enrol(AgentState known, Enrolment enrolment) {
    try (AgentClient first = speaking(known, known.key(), enrolment)) {
      EnrolAnswer answer = first.enrol(enrolment.secret());
      compare(answer.hubTime());
      AgentState enrolled = known.enrolled(enrolment.fingerprint(), answer.clusterId());
      keep(enrolled);
      passwords.forget();
      LOG.atInfo()
          .addKeyValue("cluster", enrolled.clusterId())
          .addKeyValue("hub", enrolled.hub())
          .log("enrolled at the hub");
      return enrolled;
    } catch (AgentException refused) {
      if (refused.kind() != AgentException.Kind.ENROLMENT_REFUSED || !known.isEnrolled()) {
        throw refused;
      }
      // A secret that came too late takes nothing from what an earlier one gave.
      LOG.atWarn()
          .addKeyValue("reason", refused.getMessage())
          .log("new enrolment refused, the earlier one is used");
      return known;
    }
  }

  private void compare(Instant hubTime) {
    Duration apart = Duration.between(hubTime, clock.instant()).abs();
    if (apart.compareTo(AgentTokens.CLOCK_LEEWAY.dividedBy(2)) > 0) {
      LOG.atWarn()
          .addKeyValue("seconds", apart.toSeconds())
          .log("the clocks of hub and cluster differ, set both by NTP");
    }
  }

  /** Announces the next key and signs a first call with it, from when on it alone holds. */
  private AgentClient renewed(AgentState announcing, Enrolment enrolment) {
    AgentKey next = requireNonNull(announcing.next(), "next");
    try (AgentClient old = speaking(announcing, announcing.key(), enrolment)) {
      old.rotate(next);
    } catch (AgentException refused) {
      // It may be the next one that holds already.
      if (refused.kind() != AgentException.Kind.UNAUTHORIZED) {
        throw refused;
      }
    }
    AgentClient renewed = speaking(announcing, next, enrolment);
    try {
      renewed.credentials();
      keep(announcing.renewed(clock.instant()));
      return renewed;
    } catch (RuntimeException failure) {
      renewed.close();
      throw failure;
    }
  }

  private AgentClient speaking(AgentState as, AgentKey key, Enrolment enrolment) {
    AgentLink link = new AgentLink(URI.create(as.hub()), as.clusterId(), key);
    return new AgentClient(
        link, new AgentTokens(clock, random), JsonCaller.create(trust(enrolment), proxy));
  }

  private static SSLContext trust(Enrolment enrolment) {
    TrustBundle system = TrustBundle.system();
    if (enrolment.authority().isEmpty()) {
      return system.clientContext();
    }
    try {
      return system.and(List.of(TrustBundle.ofPem(enrolment.authority()))).clientContext();
    } catch (CertificateProblem problem) {
      throw new AgentException(
          AgentException.Kind.UNTRUSTED,
          "the enrolment's ca.crt cannot be used: %s".formatted(problem.getMessage()),
          problem);
    }
  }

  private String knownLoginServer() {
    lock.lock();
    try {
      if (state == null) {
        state = states.read().orElse(null);
      }
      return state == null ? "" : state.loginServer();
    } finally {
      lock.unlock();
    }
  }

  private void remember(String loginServer) {
    lock.lock();
    try {
      if (state != null && !state.loginServer().equals(loginServer)) {
        keep(state.at(loginServer));
      }
    } finally {
      lock.unlock();
    }
  }

  private void keep(AgentState changed) {
    states.write(changed);
    state = changed;
  }

  private void replace(@Nullable AgentClient other) {
    if (client != null) {
      client.close();
    }
    client = other;
  }
}
