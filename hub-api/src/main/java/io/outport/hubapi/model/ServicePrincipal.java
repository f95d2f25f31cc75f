package io.outport.hubapi.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may speak to the control API, and what it may do there: a resource type of ours, {@code
 * Outport.Fleet/principals}, below the subscription.
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 */
public record ServicePrincipal(
    @Nullable String id, @Nullable String name, @Nullable String type, Properties properties) {

  /** The resource type. */
  public static final String TYPE = "Outport.Fleet/principals";

  /** May do everything. */
  public static final String OWNER = "Owner";

  /** May do everything but change principals. */
  public static final String CONTRIBUTOR = "Contributor";

  /** May look. */
  public static final String READER = "Reader";

  /** The roles that there are. */
  public static final List<String> ROLES = List.of(OWNER, CONTRIBUTOR, READER);

  /** What a client writes. */
  public static ServicePrincipal of(List<RoleAssignment> roles, @Nullable Instant expiry) {
    return new ServicePrincipal(null, null, null, new Properties(null, roles, null, expiry, null));
  }

  /**
   * What a principal is.
   *
   * @param appId the id that it signs in with; its name serves as well
   * @param expiry null for a secret that does not end
   * @param secretText the secret, shown only by the answers that make one; null else
   */
  public record Properties(
      @Nullable String appId,
      @Nullable List<RoleAssignment> roles,
      @Nullable Instant creationDate,
      @Nullable Instant expiry,
      @Nullable String secretText) {

    /** Copies the list. */
    public Properties {
      roles = roles == null ? null : List.copyOf(roles);
    }

    /** Without the secret (law L10). */
    @Override
    public String toString() {
      return "Properties[%s, %s]".formatted(appId, roles);
    }
  }

  /**
   * One role on one resource and all below it.
   *
   * @param role {@link #OWNER}, {@link #CONTRIBUTOR} or {@link #READER}
   * @param scope a resource id: the subscription's, a group's, the registry's or one below
   */
  public record RoleAssignment(String role, String scope) {}
}
