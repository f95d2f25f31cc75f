package io.outport.hub.http;

import io.outport.hub.resource.Principal;
import io.outport.hubapi.model.ServicePrincipal;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a request needs: a role on a resource, for an action in the words of Azure Resource Manager
 * such as {@code Microsoft.ContainerRegistry/registries/tokens/write}.
 *
 * @param scope the segments of the resource's id
 */
record Permission(String role, String action, List<String> scope) {
  private static final String PROVIDERS = "providers";
  private static final String REGISTRIES = "Microsoft.ContainerRegistry";
  private static final String GROUPS = "resourceGroups";

  /** Questions about work under way and about names, which belong to nobody's resource. */
  private static final Set<String> COMMON =
      Set.of("locations", "operations", "checknameavailability", "register");

  /** What this method at this path needs; the path begins with {@code subscriptions}. */
  static Permission of(String method, List<String> path) {
    int provider = lastProvider(path);
    return provider < 0 ? ofContainer(method, path) : ofResource(method, path, provider);
  }

  /**
   * Whether the principal may. What every client asks before it knows its resource (subscription,
   * groups and lists across them) any role may read, wherever it holds.
   */
  boolean isGranted(Principal principal) {
    return principal.mayActAs(role, scope) || (scope.isEmpty() && isReader());
  }

  private boolean isReader() {
    return role.equals(ServicePrincipal.READER);
  }

  /** Why not, as the vendor's service words it. */
  String refusal(Principal principal) {
    return ("The client '%s' with object id '%s' does not have authorization to perform action '%s'"
            + " over scope '/%s' or the scope is invalid. An Owner can give it the role %s there"
            + " ('outport hub principal').")
        .formatted(principal.name(), principal.appId(), action, String.join("/", scope), role);
  }

  private static Permission ofContainer(String method, List<String> path) {
    boolean group = path.size() >= 4 && path.get(2).equalsIgnoreCase(GROUPS);
    String type =
        group
            ? "Microsoft.Resources/subscriptions/resourceGroups"
            : "Microsoft.Resources/subscriptions";
    return isRead(method)
        ? new Permission(ServicePrincipal.READER, type + "/read", List.of())
        : new Permission(ServicePrincipal.CONTRIBUTOR, type + verb(method), path);
  }

  /** Behind the provider stand its name, then types and names by turns, and perhaps an action. */
  private static Permission ofResource(String method, List<String> path, int provider) {
    List<String> below = path.subList(Math.min(provider + 2, path.size()), path.size());
    StringBuilder type =
        new StringBuilder(provider + 1 < path.size() ? path.get(provider + 1) : PROVIDERS);
    for (int at = 0; at < below.size(); at += 2) {
      type.append('/').append(below.get(at));
    }
    boolean whole = below.size() % 2 == 0;
    List<String> scope = whole ? path : path.subList(0, path.size() - 1);
    if (isRead(method)) {
      boolean common = !isPrincipals(type.toString()) && isCommonRead(path, provider, below);
      return new Permission(ServicePrincipal.READER, type + "/read", common ? List.of() : scope);
    }
    if (isAsking(method, below)) {
      return new Permission(ServicePrincipal.READER, type + "/action", List.of());
    }
    return new Permission(
        isPrincipals(type.toString()) ? ServicePrincipal.OWNER : ServicePrincipal.CONTRIBUTOR,
        type + verb(method),
        scope);
  }

  /** Lists of what is on a resource belong to it, as those of clusters to their group. */
  private static boolean isCommonRead(List<String> path, int provider, List<String> below) {
    boolean onResource = lastProvider(path.subList(0, provider)) >= 0;
    boolean registries = below.size() == 1 && path.get(provider + 1).equalsIgnoreCase(REGISTRIES);
    return !onResource && (below.isEmpty() || isCommon(below) || registries);
  }

  private static boolean isAsking(String method, List<String> below) {
    return method.equals("POST") && !below.isEmpty() && isCommon(below);
  }

  private static boolean isCommon(List<String> below) {
    return !below.isEmpty() && COMMON.contains(below.getFirst().toLowerCase(Locale.ROOT));
  }

  private static boolean isPrincipals(String type) {
    return type.regionMatches(true, 0, ServicePrincipal.TYPE, 0, ServicePrincipal.TYPE.length());
  }

  /** Only at even places, behind a subscription, a group or a resource, is the word no name. */
  private static int lastProvider(List<String> path) {
    for (int at = path.size() - 1; at >= 2; at--) {
      if (at % 2 == 0 && path.get(at).equalsIgnoreCase(PROVIDERS)) {
        return at;
      }
    }
    return -1;
  }

  private static boolean isRead(String method) {
    return method.equals("GET") || method.equals("HEAD");
  }

  private static String verb(String method) {
    return switch (method) {
      case "DELETE" -> "/delete";
      case "POST" -> "/action";
      default -> "/write";
    };
  }
}
