package io.outport.agent.settings;

import java.util.Map;

/**
 * Settings that were found good.
 *
 * @param values what the chart takes: nested, each spelling translated; holds secrets
 * @param address of the service
 * @param trust nodes are made to trust it
 * @param labelledNodesOnly only nodes with the label are
 * @param storageClass empty for the cluster's default
 * @param keepVolume the volume stays when the extension goes
 */
public record SiteSettings(
    Map<String, Object> values,
    String address,
    CertificateSource certificate,
    boolean trust,
    boolean labelledNodesOnly,
    String storageClass,
    boolean keepVolume) {

  /** Copies the map. */
  public SiteSettings {
    values = Map.copyOf(values);
  }

  /** Whether clients are served over TLS. */
  public boolean secure() {
    return !(certificate instanceof CertificateSource.None);
  }

  /** Without values (law L10). */
  @Override
  public String toString() {
    return "SiteSettings[%s %s]".formatted(address, certificate);
  }
}
