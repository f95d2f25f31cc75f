package io.outport.oci.model;

import java.util.Collection;
import java.util.Set;

/** One grant: these actions on the repositories of this pattern. Rules add up; none takes away. */
public record ScopeRule(RepositoryPattern pattern, Set<RepositoryAction> actions) {

  /** Copies the actions. */
  public ScopeRule {
    actions = Set.copyOf(actions);
  }

  /** Whether any of the rules grants the action on the repository. */
  public static boolean allows(
      Collection<ScopeRule> rules, RepositoryName repository, RepositoryAction action) {
    return rules.stream()
        .anyMatch(rule -> rule.actions.contains(action) && rule.pattern.matches(repository));
  }
}
