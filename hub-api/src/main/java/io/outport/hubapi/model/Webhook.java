package io.outport.hubapi.model;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the hub tells of changes of content. In a partial write each null means "as it is"; the
 * hub's answers leave out the address and the headers, which {@link WebhookConfig} has.
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 * @param location kept for clients that send one; the hub is in one place
 */
public record Webhook(
    @Nullable String id,
    @Nullable String name,
    @Nullable String type,
    @Nullable String location,
    @Nullable Map<String, String> tags,
    @Nullable Properties properties) {

  /** Copies the map. */
  public Webhook {
    tags = tags == null ? null : Map.copyOf(tags);
  }

  /** The webhook that a client writes. */
  public static Webhook of(Properties properties) {
    return new Webhook(null, null, null, null, null, properties);
  }

  /**
   * What is told to whom.
   *
   * @param serviceUri http or https; only in what a client sends
   * @param customHeaders sent with each event; only in what a client sends
   * @param status {@code enabled} or {@code disabled}
   * @param scope {@code repo:tag}, {@code repo:*}, {@code prefix/*}; empty for everything
   * @param actions of {@code push delete quarantine chart_push chart_delete}
   */
  public record Properties(
      @Nullable String serviceUri,
      @Nullable Map<String, String> customHeaders,
      @Nullable String status,
      @Nullable String scope,
      @Nullable List<String> actions,
      @Nullable String provisioningState) {

    /** Nothing said. */
    public static final Properties NONE = new Properties(null, null, null, null, null, null);

    /** Copies the collections. */
    public Properties {
      customHeaders = customHeaders == null ? null : Map.copyOf(customHeaders);
      actions = actions == null ? null : List.copyOf(actions);
    }

    /** Without address and headers (law L10). */
    @Override
    public String toString() {
      return "Properties[%s %s %s]".formatted(status, scope, actions);
    }
  }
}
