package io.outport.agent.preflight;

import io.outport.agent.release.ReleaseName;

/** The cert-manager that the agent installs: a release of its own, which outlives no extension. */
public final class CertManagerRelease {
  /** The release's name: no other installer's. */
  public static final String NAME = "outport-cert-manager";

  private CertManagerRelease() {}

  /** Beside the extension. */
  public static ReleaseName in(String namespace) {
    return new ReleaseName(namespace, NAME);
  }
}
