package io.outport.agent.settings;

import java.util.Map;
import java.util.Set;

/**
 * Settings that were found good.
 *
 * @param values what the chart takes: nested, each spelling translated; holds secrets
 * @param address of the service
 * @param names that the certificate must hold, the address among them
 * @param trust nodes are made to trust it
 * @param labelledNodesOnly only nodes with the label are
 */
public record SiteSettings(
    Map<String, Object> values,
    String address,
    Set<String> names,
    CertificateSource certificate,
    boolean trust,
    boolean labelledNodesOnly,
    VolumeSettings volume) {

  /** Copies the collections. */
  public SiteSettings {
    values = Map.copyOf(values);
    names = Set.copyOf(names);
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
