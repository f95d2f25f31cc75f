package io.outport.registry.store.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The migrations that travel inside our jar. */
final class Scripts {
  private Scripts() {}

  /** Reads the named resources beside this class, in order. */
  static List<String> read(String... names) {
    return Arrays.stream(names).map(Scripts::read).toList();
  }

  private static String read(String name) {
    try (var script = Scripts.class.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException("the program lacks its own resource " + name);
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the program's own resource " + name, failure);
    }
  }
}
