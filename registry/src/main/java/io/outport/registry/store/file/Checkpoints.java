package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Prefixes of an upload that were made durable, with their digests; the newest {@link #KEPT} of
 * them. As text: one line {@code size digest} each.
 */
public final class Checkpoints {
  /** Older ones only matter when newer ones are torn, which a forced file hardly ever is. */
  static final int KEPT = 16;

  private static final Pattern LINE = Pattern.compile("([0-9]{1,18}) (sha256:[0-9a-f]{64})\n");

  private final NavigableMap<Long, Digest> marks = new TreeMap<>();

  /** Reads the text as far as it is well-formed. */
  public static Checkpoints parse(String text) {
    var checkpoints = new Checkpoints();
    Matcher line = LINE.matcher(text);
    while (line.lookingAt()) {
      checkpoints.add(Long.parseLong(line.group(1)), Digest.parse(line.group(2)));
      line.region(line.end(), text.length());
    }
    return checkpoints;
  }

  /** Remembers the digest of a prefix that is durable. */
  public void add(long size, Digest prefix) {
    marks.put(size, prefix);
    if (marks.size() > KEPT) {
      marks.pollFirstEntry();
    }
  }

  /** Forgets the prefixes that are longer than this. */
  public void cut(long size) {
    marks.tailMap(size, false).clear();
  }

  /** The prefixes by size, ascending. */
  public NavigableMap<Long, Digest> marks() {
    return marks;
  }

  /** The largest prefix, in bytes; 0 where there is none. */
  public long largest() {
    return marks.isEmpty() ? 0 : marks.lastKey();
  }

  /** What {@link #parse} reads. */
  public String toText() {
    return marks.entrySet().stream()
        .map(mark -> mark.getKey() + " " + mark.getValue() + "\n")
        .collect(Collectors.joining());
  }
}
