package io.outport.registry.auth;

import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import java.util.List;

/** An enabled client token: its name and all that it may do at this moment. */
public record Account(String name, List<ScopeRule> rules) {

  /** Copies the rules. */
  public Account {
    rules = List.copyOf(rules);
  }

  /** Whether any rule grants the action on the repository. */
  public boolean allows(RepositoryName repository, RepositoryAction action) {
    return ScopeRule.allows(rules, repository, action);
  }

  /** Whether the account may know of every repository that there is or will be. */
  public boolean seesEveryRepository() {
    return rules.stream()
        .filter(rule -> rule.pattern().equals(RepositoryPattern.EVERY))
        .anyMatch(
            rule ->
                rule.actions().contains(RepositoryAction.CONTENT_READ)
                    || rule.actions().contains(RepositoryAction.METADATA_READ));
  }
}
