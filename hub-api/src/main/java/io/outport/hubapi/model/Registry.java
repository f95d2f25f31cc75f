package io.outport.hubapi.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hub's own registry, the parent of all sites. */
public record Registry(
    @Nullable String id,
    @Nullable String name,
    @Nullable String type,
    @Nullable String location,
    @Nullable Sku sku,
    @Nullable Map<String, String> tags,
    Properties properties) {

  /** Copies the tags. */
  public Registry {
    tags = tags == null ? null : Map.copyOf(tags);
  }

  /** The tier, which is always the one that has connected registries. */
  public record Sku(String name, String tier) {}

  /**
   * What a client must know of the registry.
   *
   * @param loginServer host and port of the registry and of the gateway
   * @param caCertificate a property of ours: the CA that signed the hub's certificate, as base64url
   *     of its DER; null when the certificate is publicly trusted
   */
  public record Properties(
      String loginServer,
      @Nullable Instant creationDate,
      @Nullable String provisioningState,
      @Nullable Boolean adminUserEnabled,
      @Nullable Boolean dataEndpointEnabled,
      @Nullable List<String> dataEndpointHostNames,
      @Nullable String publicNetworkAccess,
      @Nullable String zoneRedundancy,
      @Nullable String caCertificate) {

    /** Copies the list. */
    public Properties {
      dataEndpointHostNames =
          dataEndpointHostNames == null ? null : List.copyOf(dataEndpointHostNames);
    }
  }
}
