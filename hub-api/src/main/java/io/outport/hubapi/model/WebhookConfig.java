package io.outport.hubapi.model;

import java.util.Map;

/**
 * Where a webhook's events go, answered by {@code POST …/getCallbackConfig} alone: an address may
 * carry a key, and a header usually does.
 */
public record WebhookConfig(String serviceUri, Map<String, String> customHeaders) {

  /** Copies the map. */
  public WebhookConfig {
    customHeaders = Map.copyOf(customHeaders);
  }

  /** Without its values (law L10). */
  @Override
  public String toString() {
    return "WebhookConfig[%d headers]".formatted(customHeaders.size());
  }
}
