package io.outport.dist;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Main;
import io.outport.oci.model.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every Java source of the repository is as the formatter writes it; with {@code -Dformat.fix=true}
 * the sources are rewritten instead.
 */
final class FormatTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Set<String> NOT_OURS = Set.of("target", ".git");

  /** Digests of sources that were found right before: formatting all takes many seconds. */
  private static final Path KNOWN = Path.of("target", "formatted");

  @Test
  void everySourceIsFormatted() throws Exception {
    Map<Path, String> sources = sources();
    Set<String> known = Files.exists(KNOWN) ? Set.copyOf(Files.readAllLines(KNOWN)) : Set.of();
    Map<Path, String> fresh = new TreeMap<>(sources);
    fresh.values().removeAll(known);

    Set<Path> wrong = format(fresh.keySet());

    sources.keySet().removeAll(wrong);
    Files.write(KNOWN, new TreeSet<>(sources.values()));
    assertThat(wrong.stream().map(REPOSITORY::relativize))
        .as("sources not in the one format; 'make format' rewrites them")
        .isEmpty();
  }

  /** Answers the files that are not as they should be. */
  private static Set<Path> format(Collection<Path> files) throws Exception {
    if (files.isEmpty()) {
      return Set.of();
    }
    String action = Boolean.getBoolean("format.fix") ? "--replace" : "--dry-run";
    StringWriter changed = new StringWriter();
    StringWriter problems = new StringWriter();

    new Main(new PrintWriter(changed), new PrintWriter(problems), InputStream.nullInputStream())
        .format(
            Stream.concat(Stream.of(action), files.stream().map(Path::toString))
                .toArray(String[]::new));

    assertThat(problems.toString()).as("what the formatter said").isEmpty();
    return changed.toString().lines().map(Path::of).collect(toSet());
  }

  /** All sources with the digests of their bytes and of the formatter's version. */
  private static Map<Path, String> sources() throws IOException {
    String formatter = Main.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    String version = Path.of(formatter).getFileName().toString();
    Map<Path, String> found = new TreeMap<>();
    Files.walkFileTree(
        REPOSITORY,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return NOT_OURS.contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.getFileName().toString().endsWith(".java")) {
              found.put(file, version + " " + Digest.ofBytes(Files.readAllBytes(file)));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(found).as("sources under %s", REPOSITORY).isNotEmpty();
    return found;
  }
}
