package io.outport.registry.store.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Small files, written whole. */
final class DurableFiles {
  private DurableFiles() {}

  /** Writes and forces the text; its name is durable only when its folder is forced too. */
  static void write(FileLayer layer, Path file, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (FileLayer.OpenFile output = layer.open(file)) {
      output.write(ByteBuffer.wrap(bytes), 0);
      output.truncate(bytes.length);
      output.force();
    }
  }
}
