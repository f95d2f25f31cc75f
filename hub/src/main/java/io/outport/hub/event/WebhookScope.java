package io.outport.hub.event;

import io.outport.hub.resource.ResourceProblem;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Quoted;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.Tag;
import org.jspecify.annotations.Nullable;

/**
 * What of the registry a webhook is about: {@code repo:tag}, {@code repo:*}, {@code prefix/*},
 * {@code prefix/*:tag}, or everything where the text is empty or {@code *}. A repository without a
 * tag means its tag {@code latest}, as the vendor's command line says.
 *
 * @param tag a tag, or {@code *} for all, and for what has none
 */
record WebhookScope(RepositoryPattern repository, String tag) {
  private static final String ANY = "*";
  private static final WebhookScope ALL = new WebhookScope(RepositoryPattern.EVERY, ANY);

  /**
   * Reads a scope.
   *
   * @throws ResourceProblem saying what is wrong with it
   */
  static WebhookScope parse(String text) {
    if (text.isEmpty()) {
      return ALL;
    }
    int colon = text.indexOf(':');
    String name = colon < 0 ? text : text.substring(0, colon);
    try {
      RepositoryPattern pattern = new RepositoryPattern(name);
      String absent = pattern.isWildcard() ? ANY : "latest";
      return new WebhookScope(pattern, colon < 0 ? absent : tag(text.substring(colon + 1)));
    } catch (OciException problem) {
      throw ResourceProblem.invalid(
          "scope '%s' is not one (%s): give 'repo:tag', 'repo:*', 'prefix/*', or nothing for all"
              .formatted(Quoted.shorten(text), problem.getMessage()));
    }
  }

  private static String tag(String text) {
    return text.equals(ANY) ? ANY : new Tag(text).value();
  }

  boolean matches(String name, @Nullable String eventTag) {
    return repository.matches(new RepositoryName(name))
        && (tag.equals(ANY) || tag.equals(eventTag));
  }
}
