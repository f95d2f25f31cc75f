package io.outport.hub.resource;

import io.outport.hubapi.model.ServicePrincipal;
import io.outport.hubapi.model.ServicePrincipal.RoleAssignment;
import io.outport.registry.auth.PasswordHash;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who signs in to the control API and to the registry, and what it may do there.
 *
 * @param appId a GUID; the sign-in takes it and the name alike
 * @param secretHash a {@link PasswordHash} in its text form
 * @param roles null in a folder of the first format, whose principals may do everything
 * @param created null in a folder of the first format
 * @param expiry null for a secret that does not end
 * @param rotations how often the secret was replaced, null for never; what was signed for an older
 *     one ends
 */
public record Principal(
    String name,
    String appId,
    String secretHash,
    @Nullable List<RoleAssignment> roles,
    @Nullable Instant created,
    @Nullable Instant expiry,
    @Nullable Integer rotations) {

  /** Copies the list. */
  public Principal {
    roles = roles == null ? null : List.copyOf(roles);
  }

  /** One that may do everything in the subscription, for ever. */
  public static Principal owner(
      String name, String appId, String secretHash, String subscriptionId, Instant created) {
    var everything = new RoleAssignment(ServicePrincipal.OWNER, "/subscriptions/" + subscriptionId);
    return new Principal(name, appId, secretHash, List.of(everything), created, null, null);
  }

  /** Which of its secrets this is. */
  public int generation() {
    return rotations == null ? 0 : rotations;
  }

  /** Whether this is the principal's name or id. */
  public boolean isCalled(String nameOrId) {
    return name.equalsIgnoreCase(nameOrId) || appId.equalsIgnoreCase(nameOrId);
  }

  /** Whether this is the principal's secret. */
  public boolean accepts(String secret) {
    return PasswordHash.parse(secretHash).matches(secret);
  }

  /** Whether its secret has not ended. */
  public boolean isLive(Instant now) {
    return expiry == null || now.isBefore(expiry);
  }

  /**
   * Whether it holds this role, or one that may do more, on a resource.
   *
   * @param resource the segments of its id
   */
  public boolean mayActAs(String role, List<String> resource) {
    if (roles == null) {
      return true;
    }
    int needed = ServicePrincipal.ROLES.indexOf(role);
    return roles.stream()
        .filter(each -> ServicePrincipal.ROLES.indexOf(each.role()) <= needed)
        .anyMatch(each -> covers(segments(each.scope()), resource));
  }

  /** The parts of a resource id. */
  static List<String> segments(String id) {
    return List.of(id.split("/", -1)).stream().filter(part -> !part.isEmpty()).toList();
  }

  /** Part by part, so that no name with a slash in it reaches out of its place. */
  private static boolean covers(List<String> scope, List<String> resource) {
    if (scope.size() > resource.size()) {
      return false;
    }
    for (int at = 0; at < scope.size(); at++) {
      if (!scope.get(at).equalsIgnoreCase(resource.get(at))) {
        return false;
      }
    }
    return true;
  }

  /** Without the hash (law L10). */
  @Override
  public String toString() {
    return "Principal[%s]".formatted(name);
  }
}
