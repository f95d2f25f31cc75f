package io.outport.agent.settings;

/** Where a site's server certificate comes from. */
public sealed interface CertificateSource {

  /**
   * cert-manager makes it.
   *
   * @param install the agent installs cert-manager where there is none
   */
  record CertManaged(boolean install) implements CertificateSource {}

  /** A secret of the release's namespace that somebody else keeps. */
  record Secret(String name) implements CertificateSource {}

  /** It is part of the settings. */
  record Given() implements CertificateSource {}

  /** Plain HTTP: there is none. */
  record None() implements CertificateSource {}
}
