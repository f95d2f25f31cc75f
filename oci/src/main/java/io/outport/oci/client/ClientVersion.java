package io.outport.oci.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version that this client was built as, from the resource that the build filled in. */
final class ClientVersion {
  private ClientVersion() {}

  static String read() {
    try (InputStream in = ClientVersion.class.getResourceAsStream("version.txt")) {
      if (in == null) {
        throw new IllegalStateException("the build left out version.txt");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new IllegalStateException("cannot read version.txt", e);
    }
  }
}
