package io.outport.hubapi.model;

import io.outport.oci.model.Digest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Quoted;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.Tag;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which events of a connected registry its parent is told of: {@code name[:tag][@digest]:action},
 * where a star stands for any of its part (reference, 3.6).
 *
 * <ul>
 *   <li>{@code *:*} is everything; {@code repo:push} each push to a repository, with a tag or not.
 *   <li>{@code repo:v1:*} is about one tag, {@code *:*:*} about all tags: events without a tag do
 *       not match.
 *   <li>{@code repo@sha256:…:delete} is about one digest, {@code *@*:*} about all.
 *   <li>{@code path/*:push} is about all repositories below a path.
 * </ul>
 *
 * @param tag a tag, or a star; null where the pattern does not speak of tags
 * @param digest a digest, or a star; null where the pattern does not speak of digests
 * @param action {@code push}, {@code delete} or a star
 */
public record NotificationPattern(
    RepositoryPattern repository, @Nullable String tag, @Nullable String digest, String action) {
  /** Longest text that is read. */
  public static final int MAX_LENGTH = 512;

  private static final String ANY = "*";
  private static final String PUSH = "push";
  private static final String DELETE = "delete";

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException saying what is wrong with it, and what would be right
   */
  public static NotificationPattern parse(String text) {
    if (text.length() > MAX_LENGTH) {
      throw wrong(text, "it is longer than %d characters".formatted(MAX_LENGTH));
    }
    int last = text.lastIndexOf(':');
    if (last < 0) {
      throw wrong(text, "it names no action");
    }
    String action = action(text, text.substring(last + 1));
    String subject = text.substring(0, last);
    int at = subject.indexOf('@');
    String named = at < 0 ? subject : subject.substring(0, at);
    int colon = named.indexOf(':');
    return new NotificationPattern(
        repository(text, colon < 0 ? named : named.substring(0, colon)),
        colon < 0 ? null : tag(text, named.substring(colon + 1)),
        at < 0 ? null : digest(text, subject.substring(at + 1)),
        action);
  }

  private static String action(String text, String part) {
    String action = part.toLowerCase(Locale.ROOT);
    return switch (action) {
      case PUSH, DELETE, ANY -> action;
      default ->
          throw wrong(
              text,
              "'%s' is no action: after the last ':' comes push, delete or *"
                  .formatted(Quoted.shorten(part)));
    };
  }

  private static RepositoryPattern repository(String text, String part) {
    if (part.isEmpty()) {
      throw wrong(text, "it names no repository");
    }
    try {
      return new RepositoryPattern(part);
    } catch (OciException problem) {
      throw wrong(text, String.valueOf(problem.getMessage()));
    }
  }

  private static String tag(String text, String part) {
    if (part.isEmpty()) {
      throw wrong(text, "its tag is empty: leave out one ':', or write * for all tags");
    }
    try {
      return part.equals(ANY) ? ANY : new Tag(part).value();
    } catch (OciException problem) {
      throw wrong(text, String.valueOf(problem.getMessage()));
    }
  }

  private static String digest(String text, String part) {
    if (part.isEmpty()) {
      throw wrong(text, "its digest is empty: leave out the '@', or write * for all digests");
    }
    Optional<String> digest = Digest.find(part).map(Digest::toString);
    if (!part.equals(ANY) && digest.isEmpty()) {
      throw wrong(
          text,
          "'%s' is no digest: write * or sha256: and 64 hexadecimal digits"
              .formatted(Quoted.shorten(part)));
    }
    return digest.orElse(ANY);
  }

  private static IllegalArgumentException wrong(String text, String why) {
    return new IllegalArgumentException(
        "notification '%s' is not a pattern: %s; the form is name[:tag][@digest]:action, such as 'app/*:push' or 'app/web:v1:*'"
            .formatted(Quoted.shorten(text), why));
  }

  /**
   * Whether an event is one of these.
   *
   * @param eventTag null where the event is of a manifest alone
   * @param eventAction {@code push} or {@code delete}
   */
  public boolean matches(
      RepositoryName name, @Nullable String eventTag, String eventDigest, String eventAction) {
    return repository.matches(name)
        && (action.equals(ANY) || action.equals(eventAction))
        && (tag == null || (eventTag != null && isOrAny(tag, eventTag)))
        && (digest == null || isOrAny(digest, eventDigest));
  }

  private static boolean isOrAny(String wanted, String is) {
    return wanted.equals(ANY) || wanted.equals(is);
  }

  /** The pattern as it is written. */
  @Override
  public String toString() {
    return repository.value()
        + (tag == null ? "" : ":" + tag)
        + (digest == null ? "" : "@" + digest)
        + ":"
        + action;
  }
}
