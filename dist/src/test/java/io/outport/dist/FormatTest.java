package io.outport.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every Java source of the repository is as the formatter writes it. */
final class FormatTest {
  private static final Path REPOSITORY = Path.of("").toAbsolutePath().getParent();
  private static final Set<String> NOT_OURS = Set.of("target", ".git");

  @Test
  void everySourceIsFormatted() throws Exception {
    StringWriter changed = new StringWriter();
    StringWriter problems = new StringWriter();
    Main formatter =
        new Main(
            new PrintWriter(changed), new PrintWriter(problems), InputStream.nullInputStream());

    formatter.format(
        Stream.concat(Stream.of("--dry-run"), sources().stream()).toArray(String[]::new));

    assertThat(problems.toString()).isEmpty();
    assertThat(changed.toString().lines()).as("sources that 'make format' would change").isEmpty();
  }

  private static List<String> sources() throws IOException {
    List<String> found = new ArrayList<>();
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
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.getFileName().toString().endsWith(".java")) {
              found.add(file.toString());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(found).as("sources under %s", REPOSITORY).isNotEmpty();
    return found;
  }
}
