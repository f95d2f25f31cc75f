package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The note beside a layout's index of which inputs made which layer: {@code key digest diffId size}
 * in one line each.
 */
final class KeptLayers {
  private static final String FILE = "layers.txt";
  private static final int FIELDS = 4;

  private KeptLayers() {}

  /** The layers of a layout by the keys of their inputs; none where there is no layout. */
  static Map<String, Layer> read(Path layout) throws IOException {
    Path note = layout.resolve(FILE);
    Map<String, Layer> layers = new TreeMap<>();
    if (Files.exists(note)) {
      for (String line : Files.readAllLines(note)) {
        String[] fields = line.split(" ", FIELDS);
        layers.put(
            fields[0],
            new Layer(
                Descriptor.of(
                    MediaType.OCI_LAYER_GZIP, Digest.parse(fields[1]), Long.parseLong(fields[3])),
                Digest.parse(fields[2])));
      }
    }
    return layers;
  }

  static void write(Path layout, Map<String, Layer> layers) throws IOException {
    StringBuilder lines = new StringBuilder();
    layers.forEach(
        (key, layer) ->
            lines.append(
                "%s %s %s %d\n"
                    .formatted(
                        key,
                        layer.descriptor().digest(),
                        layer.diffId(),
                        layer.descriptor().size())));
    Files.writeString(layout.resolve(FILE), lines);
  }
}
