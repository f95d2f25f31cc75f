package io.outport.agent.release;

import java.util.Arrays;
import java.util.Locale;

/** Helm's own word for how a release is. */
public enum ReleaseStatus {
  /** Its objects were accepted by the cluster. */
  DEPLOYED,
  /** Helm said that it did not get through. */
  FAILED,
  /** A first installation is under way, or its process died. */
  PENDING_INSTALL,
  /** A change is under way, or its process died. */
  PENDING_UPGRADE,
  /** A way back is under way, or its process died. */
  PENDING_ROLLBACK,
  /** Its objects are being removed, or the process that did so died. */
  UNINSTALLING,
  /** Removed, but its history was kept. */
  UNINSTALLED,
  /** Replaced by a newer revision. */
  SUPERSEDED,
  /** A word that is not known here. */
  UNKNOWN;

  /** From Helm's spelling, such as {@code pending-install}. */
  public static ReleaseStatus of(String word) {
    String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
    return Arrays.stream(values())
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElse(UNKNOWN);
  }
}
