package io.outport.cli;

import io.outport.oci.model.RepositoryPattern;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a site's sync token may do (reference, 3.1 "Repo actions by mode"). */
final class SiteScopes {
  /** What the parent's gateway lets a site do. */
  static final List<String> GATEWAY =
      List.of("config/read", "config/write", "message/read", "message/write");

  private static final List<String> READ = List.of("content/read", "metadata/read");
  private static final List<String> WRITE =
      List.of("content/write", "content/delete", "metadata/write");
  private static final List<String> ALL = Stream.concat(READ.stream(), WRITE.stream()).toList();

  private SiteScopes() {}

  /** The scope map's lines for a site that keeps these repositories. */
  static List<String> actions(String site, String mode, List<String> repositories) {
    return Stream.concat(ofMode(mode, repositories).stream(), gateway(site).stream()).toList();
  }

  /** What a site of this mode does with these repositories. */
  static List<String> ofMode(String mode, List<String> repositories) {
    return lines(repositories, mode.equalsIgnoreCase("ReadWrite") ? ALL : READ);
  }

  /** Everything that can be done with these repositories. */
  static List<String> everything(List<String> repositories) {
    return lines(repositories, ALL);
  }

  /** What a site does at its parent's gateway. */
  static List<String> gateway(String site) {
    return GATEWAY.stream()
        .map(action -> "gateway/%s/%s".formatted(site.toLowerCase(Locale.ROOT), action))
        .toList();
  }

  private static List<String> lines(List<String> repositories, List<String> actions) {
    return repositories.stream()
        .map(RepositoryPattern::new)
        .distinct()
        .flatMap(
            pattern ->
                actions.stream().map(action -> "repositories/%s/%s".formatted(pattern, action)))
        .toList();
  }
}
