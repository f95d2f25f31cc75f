package io.outport.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version that this program was built as, from the resource that the build filled in. */
final class ProgramVersion {
  private ProgramVersion() {}

  static String read() {
    try (InputStream in = ProgramVersion.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new IllegalStateException("the build left out version.txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read version.txt", e);
    }
  }
}
