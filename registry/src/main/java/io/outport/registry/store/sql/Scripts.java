package io.outport.registry.store.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/**
 * The steps of one component's tables on each kind of database: the SQL of version 1, 2, … A
 * released script is never edited. The lists differ in length where one kind came later and began
 * with what the other had come to.
 */
public record Scripts(List<String> sqlite, List<String> postgres) {

  /** Copies the lists. */
  public Scripts {
    sqlite = List.copyOf(sqlite);
    postgres = List.copyOf(postgres);
  }

  /** Reads resources beside a class, in order. */
  public static List<String> read(Class<?> beside, String... names) {
    return Stream.of(names).map(name -> read(beside, name)).toList();
  }

  private static String read(Class<?> beside, String name) {
    try (var script = beside.getResourceAsStream(name)) {
      if (script == null) {
        throw new IllegalStateException("the program lacks its own resource " + name);
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException("cannot read the program's own resource " + name, failure);
    }
  }
}
