package io.outport.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.outport.registry.http.ByteRanges.Span;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code Range} headers from anywhere, on blobs of several sizes. */
final class ByteRangesFuzz {
  private static final int MAX_RANGES = 8;
  private static final List<Long> SIZES = List.of(0L, 1L, 10L, 1L << 40, Long.MAX_VALUE);
  private static final Pattern ONE =
      Pattern.compile("bytes=\\s*([0-9]*)-([0-9]*)\\s*", Pattern.CASE_INSENSITIVE);

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void asksForBytesThatAreThere(byte[] input) {
    String header = new String(input, UTF_8);

    for (long size : SIZES) {
      Optional<ByteRanges> read = ByteRanges.find(header, size, MAX_RANGES);

      read.ifPresent(ranges -> liesInTheBlob(ranges.ranges(), size));
      Matcher one = ONE.matcher(header);
      if (one.matches() && one.end(2) - one.start(1) > 1) {
        Optional<Span> expected = expected(one.group(1), one.group(2), size);
        assertThat(read.map(ByteRanges::ranges)).as(header).contains(expected.stream().toList());
      }
    }
  }

  private static void liesInTheBlob(List<Span> spans, long size) {
    assertThat(spans).hasSizeLessThanOrEqualTo(MAX_RANGES);
    long sum = 0;
    for (Span span : spans) {
      assertThat(span.offset()).isNotNegative();
      assertThat(span.length()).isPositive();
      assertThat(span.length()).isLessThanOrEqualTo(size - span.offset());
      sum = Math.addExact(sum, span.length());
    }
    assertThat(sum).as("nobody gets more than the blob by one request").isLessThanOrEqualTo(size);
  }

  /** RFC 9110, section 14.1.2, in numbers without a limit. */
  private static Optional<Span> expected(String first, String last, long size) {
    BigInteger all = BigInteger.valueOf(size);
    if (first.isEmpty() && last.isEmpty()) {
      return Optional.empty();
    }
    BigInteger start =
        first.isEmpty()
            ? all.subtract(new BigInteger(last)).max(BigInteger.ZERO)
            : new BigInteger(first);
    BigInteger end =
        first.isEmpty() || last.isEmpty() ? all : all.min(new BigInteger(last).add(BigInteger.ONE));
    return end.compareTo(start) > 0
        ? Optional.of(new Span(start.longValueExact(), end.subtract(start).longValueExact()))
        : Optional.empty();
  }
}
