package io.outport.hub.resource;

import io.outport.oci.model.OciException;
import io.outport.oci.model.Quoted;
import io.outport.oci.model.RepositoryAction;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.ScopeRule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The actions of a scope map as text and as rules (reference, 3.5). */
final class ScopeActions {
  /** Most repositories that one scope map may name. */
  static final int MAX_REPOSITORIES = 500;

  /** Most actions of all kinds. */
  static final int MAX_ACTIONS = 5_000;

  private static final Pattern REPOSITORY =
      Pattern.compile(
          "repositories/(.+)/(content/read|content/write|content/delete|metadata/read|metadata/write)");
  private static final Pattern GATEWAY =
      Pattern.compile("gateway/[a-z0-9]{5,50}/(config|message)/(read|write)");

  private ScopeActions() {}

  /** The actions in lower case, each once, in their order. */
  static List<String> check(List<String> actions) {
    Set<String> checked = new LinkedHashSet<>();
    for (String action : actions) {
      checked.add(check(action.toLowerCase(Locale.ROOT)));
    }
    List<String> all = List.copyOf(checked);
    if (all.size() > MAX_ACTIONS || rules(all).size() > MAX_REPOSITORIES) {
      throw ResourceProblem.invalid(
          "a scope map may name at most %d repositories: use a wildcard such as 'app/*'"
              .formatted(MAX_REPOSITORIES));
    }
    return all;
  }

  /** The rules on repositories, one for each pattern; actions on gateways are left out. */
  static List<ScopeRule> rules(List<String> actions) {
    Map<RepositoryPattern, Set<RepositoryAction>> byPattern = new TreeMap<>();
    for (String text : actions) {
      Matcher matcher = REPOSITORY.matcher(text);
      if (matcher.matches()) {
        RepositoryAction action = RepositoryAction.find(matcher.group(2)).orElseThrow();
        byPattern
            .computeIfAbsent(
                new RepositoryPattern(matcher.group(1)),
                _ -> EnumSet.noneOf(RepositoryAction.class))
            .add(action);
      }
    }
    List<ScopeRule> rules = new ArrayList<>();
    byPattern.forEach((pattern, allowed) -> rules.add(new ScopeRule(pattern, allowed)));
    return List.copyOf(rules);
  }

  private static String check(String action) {
    Matcher matcher = REPOSITORY.matcher(action);
    if (matcher.matches()) {
      requirePattern(matcher.group(1));
    } else if (!GATEWAY.matcher(action).matches()) {
      throw ResourceProblem.invalid(
          ("action '%s' is not one: use 'repositories/<name>/content/read' (or content/write,"
                  + " content/delete, metadata/read, metadata/write) or"
                  + " 'gateway/<connected registry>/config/read' (or config/write, message/read,"
                  + " message/write)")
              .formatted(Quoted.shorten(action)));
    }
    return action;
  }

  private static void requirePattern(String pattern) {
    try {
      new RepositoryPattern(pattern);
    } catch (OciException problem) {
      throw ResourceProblem.invalid(String.valueOf(problem.getMessage()));
    }
  }
}
