package io.outport.registry.http;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which bytes a {@code Range} header asks for (RFC 9110, section 14): single, open and suffix
 * ranges, and several at once, clamped to what is there.
 *
 * @param ranges empty when none of those asked for can be served: answer 416
 */
record ByteRanges(List<Span> ranges) {
  private static final String UNIT = "bytes=";
  private static final Pattern SPEC = Pattern.compile("\\s*(\\d*)-(\\d*)\\s*");

  /** Consecutive bytes, {@code length} of them from {@code offset} on. */
  record Span(long offset, long length) {
    long end() {
      return offset + length;
    }
  }

  ByteRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * Reads the header against a size. Empty where the whole is to be sent: no header, another unit,
   * a malformed one, or more parts than the limit (RFC 9110 lets a server ignore any of these).
   */
  static Optional<ByteRanges> find(String header, long size, int maxRanges) {
    if (!header.toLowerCase(Locale.ROOT).startsWith(UNIT)) {
      return Optional.empty();
    }
    String[] specs = header.substring(UNIT.length()).split(",", maxRanges + 1);
    if (specs.length > maxRanges) {
      return Optional.empty();
    }
    List<Span> found = new ArrayList<>();
    for (String spec : specs) {
      Matcher matcher = SPEC.matcher(spec);
      if (!matcher.matches() || spec.strip().equals("-")) {
        return Optional.empty();
      }
      find(matcher.group(1), matcher.group(2), size).ifPresent(found::add);
    }
    return Optional.of(new ByteRanges(withoutOverlaps(found)));
  }

  /** Empty when nothing of the range is there; a range that ends before it starts is such a one. */
  private static Optional<Span> find(String first, String last, long size) {
    long start;
    long end;
    if (first.isEmpty()) {
      start = size - clamp(last, size);
      end = size;
    } else {
      start = clamp(first, size);
      end = last.isEmpty() ? size : Math.min(size - 1, clamp(last, size)) + 1;
    }
    return end > start ? Optional.of(new Span(start, end - start)) : Optional.empty();
  }

  /** Clients write the largest number that they have where they mean the end. */
  private static long clamp(String digits, long size) {
    return new BigInteger(digits).min(BigInteger.valueOf(size)).longValueExact();
  }

  /** Ranges that overlap are merged, so that no request is answered with more than the blob. */
  private static List<Span> withoutOverlaps(List<Span> asked) {
    List<Span> sorted = asked.stream().sorted(Comparator.comparingLong(Span::offset)).toList();
    List<Span> merged = new ArrayList<>();
    for (Span next : sorted) {
      Span last = merged.isEmpty() ? null : merged.getLast();
      if (last != null && next.offset() < last.end()) {
        merged.removeLast();
        long end = Math.max(last.end(), next.end());
        merged.add(new Span(last.offset(), end - last.offset()));
      } else {
        merged.add(next);
      }
    }
    return merged.size() == asked.size() ? asked : merged;
  }
}
