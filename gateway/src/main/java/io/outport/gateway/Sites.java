package io.outport.gateway;

import io.outport.hubapi.gateway.ActivationRequest;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.hubapi.gateway.StatusReport;
import java.util.Optional;

/**
 * The connected registries below this parent.
 *
 * <p>Contract: site names compare case-insensitively; all methods are safe for use by many threads;
 * what they change is durable when they return. A site may be deleted between two calls, so each
 * method says for itself what it does with an unknown name.
 */
public interface Sites {

  /** Whether this token and password are those that the site signs in with. */
  enum SignIn {
    ACCEPTED,
    /** Wrong name or password, expired, or disabled: the caller learns no more than that. */
    REFUSED,
    /** The token is good, but there is no such site, or it has another sync token. */
    UNKNOWN_SITE,
    /** The token is the site's, but the site has another parent than this one. */
    ELSEWHERE
  }

  /** Who holds a site, as seen by one instance. */
  enum Holding {
    MINE,
    ANOTHERS,
    /** Nobody holds it; also for an unknown site. */
    FREE,
    /** Whoever decides that cannot be asked now; nothing was granted as far as anybody knows. */
    UNDECIDED
  }

  /** Checks what a site signs in with. */
  SignIn signIn(String site, String tokenName, String password);

  /**
   * Gives the site to the instance where it is free or the instance's already, in one step: of two
   * instances that ask at once, one gets it.
   *
   * @return {@code MINE} when granted; {@code FREE} only for an unknown site; {@code UNDECIDED}
   *     only below another parent, for a claim that is not known to be granted already
   */
  Holding activate(String site, ActivationRequest request);

  /** Who holds the site. */
  Holding holding(String site, String instanceId);

  /** What the site has to know; empty for an unknown one. */
  Optional<SiteConfiguration> findConfiguration(String site);

  /** The revision that {@link #findConfiguration} would carry now; 0 for an unknown site. */
  long configurationRevision(String site);

  /**
   * Whether the site is somewhere below the ancestor, so that this may speak for it; false where
   * either is unknown.
   */
  boolean isBelow(String site, String ancestor);

  /** Keeps a status report and the time it came; does nothing for an unknown site. */
  void report(String site, StatusReport report);
}
