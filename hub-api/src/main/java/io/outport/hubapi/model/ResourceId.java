package io.outport.hubapi.model;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The id of a registry or of one resource below it, which is also its path. Ids are read without
 * regard to case and always written in one.
 *
 * @param kind such as {@code tokens}; empty for the registry itself, as is {@code name}
 */
public record ResourceId(
    String subscriptionId, String resourceGroup, String registry, String kind, String name) {

  /** The resource kinds that exist below a registry, as they are written. */
  public static final String CONNECTED_REGISTRIES = "connectedRegistries";

  /** Sets of rights. */
  public static final String SCOPE_MAPS = "scopeMaps";

  /** Accounts. */
  public static final String TOKENS = "tokens";

  /** Where events are sent to. */
  public static final String WEBHOOKS = "webhooks";

  /** The resource type of a registry. */
  public static final String REGISTRY_TYPE = "Microsoft.ContainerRegistry/registries";

  private static final Pattern FORM =
      Pattern.compile(
          "/subscriptions/([^/]+)/resourceGroups/([^/]+)/providers/"
              + "Microsoft\\.ContainerRegistry/registries/([^/]+)"
              + "(?:/(connectedRegistries|scopeMaps|tokens|webhooks)/([^/]+))?",
          Pattern.CASE_INSENSITIVE);

  /** A registry's own id. */
  public static ResourceId ofRegistry(
      String subscriptionId, String resourceGroup, String registry) {
    return new ResourceId(subscriptionId, resourceGroup, registry, "", "");
  }

  /** Reads an id; empty where the text is none. */
  public static Optional<ResourceId> find(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    boolean below = matcher.group(4) != null;
    return Optional.of(
        new ResourceId(
            matcher.group(1),
            matcher.group(2),
            matcher.group(3),
            below ? canonicalKind(matcher.group(4)) : "",
            below ? matcher.group(5) : ""));
  }

  /** The id of a resource below this registry. */
  public ResourceId child(String childKind, String childName) {
    return new ResourceId(subscriptionId, resourceGroup, registry, childKind, childName);
  }

  /** The id of the registry that this is, or is below of. */
  public ResourceId registryId() {
    return ofRegistry(subscriptionId, resourceGroup, registry);
  }

  /** Whether both name the same resource. */
  public boolean isSame(ResourceId other) {
    return toString().equalsIgnoreCase(other.toString());
  }

  /** The resource's type, such as {@code Microsoft.ContainerRegistry/registries/tokens}. */
  public String type() {
    return kind.isEmpty() ? REGISTRY_TYPE : REGISTRY_TYPE + "/" + kind;
  }

  /** The id in its one written form. */
  @Override
  public String toString() {
    String path =
        "/subscriptions/%s/resourceGroups/%s/providers/%s/%s"
            .formatted(subscriptionId, resourceGroup, REGISTRY_TYPE, registry);
    return kind.isEmpty() ? path : "%s/%s/%s".formatted(path, kind, name);
  }

  private static String canonicalKind(String text) {
    return List.of(CONNECTED_REGISTRIES, SCOPE_MAPS, TOKENS, WEBHOOKS).stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .orElseThrow();
  }
}
