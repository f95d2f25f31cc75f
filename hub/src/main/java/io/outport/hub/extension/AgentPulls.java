package io.outport.hub.extension;

import io.outport.hubapi.agent.AgentCredentials;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import io.outport.registry.auth.Account;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The accounts by which clusters pull charts and images from the hub. Nothing is kept for them: the
 * password says until when it holds, and proves that the hub made it.
 */
public final class AgentPulls {
  /** How long a password holds; agents fetch the next one at half of it. */
  public static final Duration LIFETIME = Duration.ofHours(12);

  /** What no token can be called: it holds a stop. */
  private static final String PREFIX = "agent.";

  private static final String ALGORITHM = "HmacSHA256";
  private static final List<ScopeRule> RULES =
      Stream.of("charts/*", "outport/*", "mirror/*")
          .map(
              pattern ->
                  new ScopeRule(
                      new RepositoryPattern(pattern),
                      Set.of(RepositoryAction.CONTENT_READ, RepositoryAction.METADATA_READ)))
          .toList();

  private final FleetStore store;
  private final byte[] key;
  private final String loginServer;
  private final InstantSource clock;

  /**
   * Makes passwords with this key.
   *
   * @param loginServer host, with a port where it is not 443
   */
  public AgentPulls(FleetStore store, byte[] key, String loginServer, InstantSource clock) {
    this.store = store;
    this.key = key.clone();
    this.loginServer = loginServer;
    this.clock = clock;
  }

  AgentCredentials issue(ClusterEntry cluster) {
    Instant expires = Instant.ofEpochSecond(clock.instant().plus(LIFETIME).getEpochSecond());
    String name = username(cluster);
    return new AgentCredentials(name, password(name, expires), expires, loginServer);
  }

  static String username(ClusterEntry cluster) {
    return PREFIX + cluster.incarnation();
  }

  /**
   * The account of this name and password; empty where it is none, or its time is over. Before an
   * agent is there that could ask for a password, the enrolment secret is one.
   */
  public Optional<Account> authenticate(String name, String password) {
    int dot = password.indexOf('.');
    if (dot < 1 || !password.substring(0, dot).matches("\\d{1,12}")) {
      return find(name).filter(_ -> isEnrolmentSecret(name, password));
    }
    Instant expires = Instant.ofEpochSecond(Long.parseLong(password.substring(0, dot)));
    boolean genuine =
        MessageDigest.isEqual(
            password.getBytes(StandardCharsets.UTF_8),
            password(name, expires).getBytes(StandardCharsets.UTF_8));
    return genuine && clock.instant().isBefore(expires) ? find(name) : Optional.empty();
  }

  /** The account of this name, while there is its cluster. */
  public Optional<Account> find(String name) {
    return isOne(name)
        ? store
            .clusterOf(name.substring(PREFIX.length()))
            .filter(each -> each.isEnrolled() || each.agent().enrolment() != null)
            .map(_ -> new Account(name, RULES))
        : Optional.empty();
  }

  private boolean isEnrolmentSecret(String name, String password) {
    return store
        .clusterOf(name.substring(PREFIX.length()))
        .map(each -> each.agent().enrolment())
        .filter(each -> each.accepts(password, clock.instant()))
        .isPresent();
  }

  /** Whether a name is one of these. */
  public static boolean isOne(String name) {
    return name.startsWith(PREFIX);
  }

  private String password(String name, Instant expires) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      String text = "pull\n%s\n%d".formatted(name, expires.getEpochSecond());
      byte[] proof = mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
      return "%d.%s"
          .formatted(
              expires.getEpochSecond(),
              Base64.getUrlEncoder().withoutPadding().encodeToString(proof));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("the Java platform lacks " + ALGORITHM, impossible);
    }
  }
}
