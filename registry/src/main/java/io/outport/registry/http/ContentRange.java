package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The place of a chunk in its blob, both ends inclusive: {@code <start>-<end>} (distribution
 * specification, "Pushing a blob in chunks"). The form of RFC 9110, {@code bytes 0-9/*}, is taken
 * as well, as some clients send it.
 */
record ContentRange(long start, long end) {
  private static final Pattern FORM =
      Pattern.compile("(?:bytes[ =])?(\\d{1,18})-(\\d{1,18})(?:/(?:\\*|(\\d{1,18})))?");

  /** Reads the header; empty where it is absent. */
  static Optional<ContentRange> find(String header) {
    if (header.isEmpty()) {
      return Optional.empty();
    }
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches()) {
      throw malformed();
    }
    long start = Long.parseLong(matcher.group(1));
    long end = Long.parseLong(matcher.group(2));
    if (end < start || (matcher.group(3) != null && Long.parseLong(matcher.group(3)) <= end)) {
      throw malformed();
    }
    return Optional.of(new ContentRange(start, end));
  }

  long length() {
    return end - start + 1;
  }

  private static OciException malformed() {
    return new OciException(
        ErrorCode.BLOB_UPLOAD_INVALID,
        "Content-Range is malformed: expected '<start>-<end>', the end not before the start");
  }
}
