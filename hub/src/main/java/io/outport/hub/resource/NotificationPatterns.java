package io.outport.hub.resource;

import io.outport.oci.model.Digest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Quoted;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.Tag;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a site tells of: {@code name[:tag][@digest]:action} with a star for all of a kind, and
 * either a tag or a digest (reference, 3.6).
 */
final class NotificationPatterns {
  private static final int MAX_PATTERNS = 256;
  private static final int MAX_LENGTH = 512;
  private static final String EVERY = "*";
  private static final Set<String> ACTIONS = Set.of("push", "delete", EVERY);

  private NotificationPatterns() {}

  /** The patterns, each once, in their order. */
  static List<String> check(List<String> patterns) {
    List<String> all = List.copyOf(new LinkedHashSet<>(patterns));
    if (all.size() > MAX_PATTERNS) {
      throw ResourceProblem.invalid(
          "a connected registry takes at most %d notification patterns".formatted(MAX_PATTERNS));
    }
    all.stream().filter(text -> !isPattern(text)).findFirst().ifPresent(NotificationPatterns::fail);
    return all;
  }

  private static void fail(String text) {
    throw ResourceProblem.invalid(
        ("notification pattern '%s' is not one: write name[:tag]:action or name[@digest]:action"
                + " with push, delete or * as the action, such as 'app/web:*:push'")
            .formatted(Quoted.shorten(text)));
  }

  private static boolean isPattern(String text) {
    int action = text.lastIndexOf(':');
    if (text.length() > MAX_LENGTH || action < 0 || !ACTIONS.contains(text.substring(action + 1))) {
      return false;
    }
    String artifact = text.substring(0, action);
    int at = artifact.indexOf('@');
    if (at >= 0) {
      return isRepository(artifact.substring(0, at)) && isDigest(artifact.substring(at + 1));
    }
    int colon = artifact.indexOf(':');
    return colon < 0
        ? isRepository(artifact)
        : isRepository(artifact.substring(0, colon)) && isTag(artifact.substring(colon + 1));
  }

  private static boolean isRepository(String text) {
    return isRead(() -> new RepositoryPattern(text));
  }

  private static boolean isTag(String text) {
    return text.equals(EVERY) || isRead(() -> new Tag(text));
  }

  private static boolean isDigest(String text) {
    return text.equals(EVERY) || isRead(() -> Digest.parse(text));
  }

  private static boolean isRead(Runnable reader) {
    try {
      reader.run();
      return true;
    } catch (OciException ignored) {
      // It is none; what is wrong with the whole pattern is said in one sentence.
      return false;
    }
  }
}
