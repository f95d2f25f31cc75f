package io.outport.registry.auth;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.ScopeRule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a bearer token is asked for, or grants: actions by repository, and whether it may list the
 * catalog.
 *
 * <p>The text form is the scope grammar of registry tokens (CNCF distribution, "Token Scope
 * Documentation"): {@code repository:<name>:pull,push,delete} and {@code registry:catalog:*}, with
 * the actions {@code metadata_read}, {@code metadata_write} and {@code *} that ACR adds. {@code
 * pull} asks for the tags as well, since every client that pulls may list them (reference, 6.3).
 */
public record TokenAccess(
    Map<RepositoryName, Set<RepositoryAction>> repositories, boolean catalog) {
  /** Most scopes accepted in one request. */
  public static final int MAX_SCOPES = 64;

  /** Nothing at all: what a log-in asks for. */
  public static final TokenAccess NONE = new TokenAccess(Map.of(), false);

  private static final String REPOSITORY = "repository:";
  private static final String CATALOG = "registry:catalog:";
  private static final String EVERY_ACTION = "*";
  private static final Map<RepositoryAction, String> LABELS =
      new EnumMap<>(
          Map.of(
              RepositoryAction.CONTENT_READ, "pull",
              RepositoryAction.CONTENT_WRITE, "push",
              RepositoryAction.CONTENT_DELETE, "delete",
              RepositoryAction.METADATA_READ, "metadata_read",
              RepositoryAction.METADATA_WRITE, "metadata_write"));

  /** Copies both levels. */
  public TokenAccess {
    repositories =
        repositories.entrySet().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    Map.Entry::getKey, entry -> Set.copyOf(entry.getValue())));
  }

  /**
   * Reads scopes, each possibly several separated by spaces. What is not understood asks for
   * nothing, as clients may ask for resources of other servers.
   *
   * @throws OciException {@code DENIED} when there are more than {@link #MAX_SCOPES}
   */
  public static TokenAccess parse(Collection<String> scopes) {
    List<String> all =
        scopes.stream().flatMap(each -> Stream.of(each.split(" "))).limit(MAX_SCOPES + 1L).toList();
    if (all.size() > MAX_SCOPES) {
      throw new OciException(
          ErrorCode.DENIED,
          "more than %d scopes in one request: ask for them in several".formatted(MAX_SCOPES));
    }
    Map<RepositoryName, Set<RepositoryAction>> found = new LinkedHashMap<>();
    all.forEach(scope -> addTo(found, scope));
    return new TokenAccess(found, all.stream().anyMatch(scope -> scope.startsWith(CATALOG)));
  }

  /** The scope that asks for these actions on one repository. */
  public static String scope(RepositoryName repository, List<RepositoryAction> actions) {
    return REPOSITORY
        + repository
        + ":"
        + actions.stream().map(LABELS::get).collect(Collectors.joining(","));
  }

  /** The scope that asks for the catalog. */
  public static String catalogScope() {
    return CATALOG + EVERY_ACTION;
  }

  /** What remains of a request under these rules: the grant, never more than was asked for. */
  public TokenAccess restrictedTo(List<ScopeRule> rules) {
    Map<RepositoryName, Set<RepositoryAction>> granted = new LinkedHashMap<>();
    repositories.forEach(
        (repository, actions) -> {
          Set<RepositoryAction> allowed = EnumSet.noneOf(RepositoryAction.class);
          actions.stream()
              .filter(action -> ScopeRule.allows(rules, repository, action))
              .forEach(allowed::add);
          if (!allowed.isEmpty()) {
            granted.put(repository, allowed);
          }
        });
    return new TokenAccess(granted, catalog);
  }

  /** Whether the action on the repository is among these. */
  public boolean allows(RepositoryName repository, RepositoryAction action) {
    return repositories.getOrDefault(repository, Set.of()).contains(action);
  }

  /** The scopes that say this, one for each repository, sorted. */
  public List<String> toScopes() {
    List<String> scopes = new ArrayList<>();
    repositories.forEach(
        (repository, actions) -> scopes.add(scope(repository, actions.stream().sorted().toList())));
    if (catalog) {
      scopes.add(catalogScope());
    }
    return scopes.stream().sorted().toList();
  }

  private static void addTo(Map<RepositoryName, Set<RepositoryAction>> found, String scope) {
    int lastColon = scope.lastIndexOf(':');
    if (!scope.startsWith(REPOSITORY) || lastColon < REPOSITORY.length()) {
      return;
    }
    Optional<RepositoryName> repository =
        RepositoryName.find(scope.substring(REPOSITORY.length(), lastColon));
    repository.ifPresent(
        name -> {
          Set<RepositoryAction> actions =
              found.computeIfAbsent(name, _ -> EnumSet.noneOf(RepositoryAction.class));
          Stream.of(scope.substring(lastColon + 1).split(","))
              .forEach(label -> actions.addAll(actions(label)));
        });
  }

  private static Set<RepositoryAction> actions(String label) {
    if (label.equals(EVERY_ACTION)) {
      return EnumSet.allOf(RepositoryAction.class);
    }
    if (label.equals(LABELS.get(RepositoryAction.CONTENT_READ))) {
      return EnumSet.of(RepositoryAction.CONTENT_READ, RepositoryAction.METADATA_READ);
    }
    return LABELS.entrySet().stream()
        .filter(entry -> entry.getValue().equals(label))
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(RepositoryAction.class)));
  }
}
