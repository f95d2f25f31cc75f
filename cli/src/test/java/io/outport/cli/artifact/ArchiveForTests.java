package io.outport.cli.artifact;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/** Archives that a cluster's agent might send. */
public final class ArchiveForTests {
  private ArchiveForTests() {}

  /** Of names and texts in turn. */
  public static byte[] of(String... pairs) throws IOException {
    SequencedMap<String, byte[]> files = new LinkedHashMap<>();
    for (int at = 0; at < pairs.length; at += 2) {
      files.put(pairs[at], pairs[at + 1].getBytes(StandardCharsets.UTF_8));
    }
    return TarGzip.write(files);
  }
}
