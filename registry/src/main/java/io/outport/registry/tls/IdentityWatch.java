package io.outport.registry.tls;

import io.outport.pki.CertificateProblem;
import io.outport.pki.CertificateProblem.Kind;
import io.outport.pki.PemPair;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerIdentityCheck;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides at each look at the files whether there is a new identity to serve. Not thread-safe: one
 * thread at a time looks.
 *
 * <pre>
 * what the files hold                          | outcome
 * ---------------------------------------------+---------------------------------------------
 * what is served                               | Unchanged; a bad candidate is forgotten
 * something new, seen fewer than SETTLED_LOOKS | Waiting: a writer may be in the middle of it
 * a good pair, settled                         | Replace, at each look until it is taken
 * the same by another authority, in its overlap| Hold once, then Waiting
 * a half-written pair, up to PATIENT_LOOKS     | Waiting: the second file may be on its way
 * a bad pair, for the first time               | Refuse
 * a bad pair, again                            | Waiting: it may become good, as its begin comes
 * </pre>
 */
final class IdentityWatch {
  /** Equal looks in a row before files count as written. */
  static final int SETTLED_LOOKS = 2;

  /** Equal looks in a row before a pair that looks half-written counts as meant so. */
  static final int PATIENT_LOOKS = 6;

  /** What one sees between the writing of one file and of the other. */
  private static final Set<Kind> HALF_WRITTEN =
      EnumSet.of(Kind.KEY_MISMATCH, Kind.NOT_PEM, Kind.UNREADABLE);

  /** The result of one look. */
  sealed interface Outcome {
    /** The files hold what is served. */
    record Unchanged() implements Outcome {}

    /** Nothing to do yet. */
    record Waiting() implements Outcome {}

    /** A good pair by an authority that clients may not know yet: served at this time. */
    record Hold(Instant until) implements Outcome {}

    /** Serve this, then say so by {@link #taken}. */
    record Replace(ServerIdentity identity) implements Outcome {}

    /** Keep what is served and tell someone why. */
    record Refuse(CertificateProblem problem) implements Outcome {}
  }

  /** What a look saw. */
  private sealed interface Sighting {
    record Pair(PemPair texts) implements Sighting {}

    record Unreadable(String message) implements Sighting {}
  }

  private final ServerIdentityFiles files;
  private final Set<String> requiredNames;
  private final Duration overlap;
  private final InstantSource clock;
  private Sighting served;
  private ServerIdentity identity;
  private @Nullable Sighting candidate;
  private ServerIdentity offered;
  private int looks;
  private @Nullable Instant holdEnd;
  private boolean refused; // or failed to be put to use: told of once either way

  /**
   * Watches the settings' files.
   *
   * @param served what they held when the server was made
   * @param identity what that is
   */
  IdentityWatch(
      TlsSettings settings, PemPair served, ServerIdentity identity, InstantSource clock) {
    this.files = settings.files();
    this.requiredNames = settings.requiredNames();
    this.overlap = settings.authorityOverlap();
    this.clock = clock;
    this.served = new Sighting.Pair(served);
    this.identity = identity;
    this.offered = identity;
  }

  Outcome look() {
    Sighting sighting = see();
    if (sighting.equals(served)) {
      forget();
      return new Outcome.Unchanged();
    }
    if (!sighting.equals(candidate)) {
      forget();
      candidate = sighting;
    }
    looks = Math.min(looks + 1, PATIENT_LOOKS);
    return looks < SETTLED_LOOKS ? new Outcome.Waiting() : judge(sighting);
  }

  /** Notes that the candidate could not be put to use; whether for the first time. */
  boolean firstFailure() {
    boolean first = !refused;
    refused = true;
    return first;
  }

  /** The last candidate is being served now. */
  void taken() {
    if (candidate != null) {
      served = candidate;
      identity = offered;
    }
    forget();
  }

  private void forget() {
    candidate = null;
    looks = 0;
    refused = false;
    holdEnd = null;
  }

  private Sighting see() {
    try {
      return new Sighting.Pair(files.read());
    } catch (CertificateProblem e) {
      return new Sighting.Unreadable(e.getMessage());
    }
  }

  private Outcome judge(Sighting sighting) {
    try {
      return offer(
          switch (sighting) {
            case Sighting.Pair(PemPair texts) ->
                ServerIdentityCheck.check(texts, requiredNames, clock);
            case Sighting.Unreadable(String message) ->
                throw new CertificateProblem(Kind.UNREADABLE, message);
          });
    } catch (CertificateProblem e) {
      return judge(e);
    }
  }

  /** An expired certificate protects no client: then nothing is held back. */
  private Outcome offer(ServerIdentity fresh) {
    offered = fresh;
    if (fresh.hasAuthorityOf(identity) || identity.remaining(clock).isNegative()) {
      return new Outcome.Replace(fresh);
    }
    if (holdEnd == null) {
      holdEnd = clock.instant().plus(overlap);
      return overlap.isZero() ? new Outcome.Replace(fresh) : new Outcome.Hold(holdEnd);
    }
    return clock.instant().isBefore(holdEnd) ? new Outcome.Waiting() : new Outcome.Replace(fresh);
  }

  private Outcome judge(CertificateProblem problem) {
    boolean halfWritten = HALF_WRITTEN.stream().anyMatch(problem::has);
    if (refused || (halfWritten && looks < PATIENT_LOOKS)) {
      return new Outcome.Waiting();
    }
    refused = true;
    return new Outcome.Refuse(problem);
  }
}
