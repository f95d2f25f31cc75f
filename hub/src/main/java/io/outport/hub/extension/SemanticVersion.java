package io.outport.hub.extension;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version by semver.org 2.0.0, in the order of its section 11; a {@code v} may stand before it.
 *
 * @param preRelease its identifiers; empty for a release
 * @param text as it was written
 */
record SemanticVersion(int major, int minor, int patch, List<String> preRelease, String text)
    implements Comparable<SemanticVersion> {

  private static final Pattern FORM =
      Pattern.compile(
          "v?(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})"
              + "(?:-([0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*))?(?:[+_][0-9A-Za-z.-]+)?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");
  private static final Comparator<SemanticVersion> NUMBERS =
      Comparator.comparingInt(SemanticVersion::major)
          .thenComparingInt(SemanticVersion::minor)
          .thenComparingInt(SemanticVersion::patch);

  SemanticVersion {
    preRelease = List.copyOf(preRelease);
  }

  /** Reads one; empty where the text is none. */
  static Optional<SemanticVersion> find(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    List<String> pre =
        matcher.group(4) == null ? List.of() : List.of(matcher.group(4).split("\\.", -1));
    return Optional.of(
        new SemanticVersion(
            Integer.parseInt(matcher.group(1)),
            Integer.parseInt(matcher.group(2)),
            Integer.parseInt(matcher.group(3)),
            pre,
            text));
  }

  boolean isRelease() {
    return preRelease.isEmpty();
  }

  @Override
  public int compareTo(SemanticVersion other) {
    int numbers = NUMBERS.compare(this, other);
    if (numbers != 0) {
      return numbers;
    }
    if (isRelease() || other.isRelease()) {
      int order = Boolean.compare(isRelease(), other.isRelease());
      return order == 0 ? text.compareTo(other.text) : order;
    }
    for (int at = 0; at < Math.min(preRelease.size(), other.preRelease.size()); at++) {
      int order = compare(preRelease.get(at), other.preRelease.get(at));
      if (order != 0) {
        return order;
      }
    }
    int length = Integer.compare(preRelease.size(), other.preRelease.size());
    return length == 0 ? text.compareTo(other.text) : length;
  }

  /** Numbers stand before words. */
  private static int compare(String left, String right) {
    boolean leftNumber = NUMBER.matcher(left).matches();
    boolean rightNumber = NUMBER.matcher(right).matches();
    if (leftNumber && rightNumber) {
      return Long.compare(Long.parseLong(left), Long.parseLong(right));
    }
    return leftNumber == rightNumber
        ? left.compareTo(right)
        : Boolean.compare(rightNumber, leftNumber);
  }
}
