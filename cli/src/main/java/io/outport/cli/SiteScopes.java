package io.outport.cli;

import io.outport.oci.model.RepositoryPattern;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a site's sync token may do (reference, 3.1 "Repo actions by mode"). */
final class SiteScopes {
  private static final List<String> READ = List.of("content/read", "metadata/read");
  private static final List<String> WRITE =
      List.of("content/write", "content/delete", "metadata/write");
  private static final List<String> GATEWAY =
      List.of("config/read", "config/write", "message/read", "message/write");

  private SiteScopes() {}

  /** The scope map's lines for a site that keeps these repositories. */
  static List<String> actions(String site, String mode, List<String> repositories) {
    boolean writes = mode.equalsIgnoreCase("ReadWrite");
    List<String> perRepository =
        writes ? Stream.concat(READ.stream(), WRITE.stream()).toList() : READ;
    Stream<String> content =
        repositories.stream()
            .map(RepositoryPattern::new)
            .distinct()
            .flatMap(
                pattern ->
                    perRepository.stream()
                        .map(action -> "repositories/%s/%s".formatted(pattern, action)));
    Stream<String> gateway =
        GATEWAY.stream()
            .map(action -> "gateway/%s/%s".formatted(site.toLowerCase(Locale.ROOT), action));
    return Stream.concat(content, gateway).toList();
  }
}
