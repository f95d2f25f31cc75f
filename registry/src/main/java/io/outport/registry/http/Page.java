package io.outport.registry.http;

import io.outport.oci.model.ErrorCode;
import io.outport.oci.model.OciException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Which part of a list is asked for: {@code n} entries after {@code last} (distribution
 * specification, "Listing Tags").
 *
 * @param asked whether the client named a size
 */
record Page(int size, String last, boolean asked) {

  /**
   * Reads {@code n} and {@code last}; more than the limit is cut to it, as a Link follows.
   *
   * @throws OciException {@code SIZE_INVALID} when {@code n} is not a whole number
   */
  static Page of(Parameters parameters, int maxSize) {
    String last = parameters.first("last").orElse("");
    return parameters
        .first("n")
        .map(text -> new Page(Math.min(parse(text), maxSize), last, true))
        .orElseGet(() -> new Page(maxSize, last, false));
  }

  /** How many to read so as to know whether there are more. */
  int probe() {
    return size + 1;
  }

  /** Cuts a probed list to the page. */
  <T> List<T> cut(List<T> probed) {
    return probed.subList(0, Math.min(size, probed.size()));
  }

  /** Adds the link to the next page where the probed list goes beyond this one. */
  Reply link(Reply reply, String path, List<?> probed) {
    if (size == 0 || probed.size() <= size) {
      return reply;
    }
    String next = URLEncoder.encode(probed.get(size - 1).toString(), StandardCharsets.UTF_8);
    return reply.with("Link", "<%s?last=%s&n=%d>; rel=\"next\"".formatted(path, next, size));
  }

  private static int parse(String text) {
    try {
      int size = (int) Math.min(Long.parseLong(text), Integer.MAX_VALUE - 1L);
      if (size >= 0) {
        return size;
      }
    } catch (NumberFormatException ignored) {
      // Said below, together with the negative ones.
    }
    throw new OciException(
        ErrorCode.SIZE_INVALID, "parameter 'n' must be a whole number from 0 on");
  }
}
