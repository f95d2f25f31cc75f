package io.outport.dist.image;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The jars of the image: all that the program has, without what is for other systems. Netty's
 * native libraries come in a jar per system, SQLite's in one jar for all.
 */
final class ImageJars {
  /** Where the jars lie inside the image. */
  static final String FOLDER = "opt/outport/lib";

  private static final String OURS = "outport-";
  private static final Pattern NATIVE_JAR =
      Pattern.compile(".*-(?:linux|osx|windows)-(?:x86_64|aarch_64)\\.jar");
  private static final String NATIVE_ENTRIES = "org/sqlite/native/";

  /** The earliest time that a zip archive can tell. */
  private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

  private final Platform platform;
  private final List<Path> jars;

  private ImageJars(Platform platform, List<Path> jars) {
    this.platform = platform;
    this.jars = List.copyOf(jars);
  }

  /** The jars of a folder that a platform needs. */
  static ImageJars in(Path folder, Platform platform) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ImageJars(
          platform, files.filter(jar -> isNeeded(jar, platform)).sorted().toList());
    }
  }

  /** These and others. */
  ImageJars and(ImageJars others) {
    return new ImageJars(
        platform,
        Stream.concat(jars.stream(), others.jars.stream())
            .sorted(Comparator.comparing(ImageJars::name))
            .toList());
  }

  /**
   * Our own jars, or those of others, which change less often.
   *
   * @param work where jars that must be written anew are written
   */
  LayerSource layer(boolean ours, Path work) throws IOException {
    List<Path> chosen = jars.stream().filter(jar -> name(jar).startsWith(OURS) == ours).toList();
    InputHash inputs = new InputHash("jars").text(platform.architecture());
    for (Path jar : chosen) {
      inputs.file(jar);
    }
    return new LayerSource(inputs.key(), () -> entries(chosen, work));
  }

  private List<ImageFile> entries(List<Path> jars, Path work) throws IOException {
    List<ImageFile> entries = new ArrayList<>(ImageFile.foldersTo(FOLDER + "/"));
    for (Path jar : jars) {
      Path file = hasForeignEntries(jar) ? withoutForeignEntries(jar, work) : jar;
      entries.add(
          new ImageFile(
              FOLDER + "/" + name(jar), ImageFile.DATA, new ImageFile.Content.Bytes(file)));
    }
    return entries;
  }

  private static boolean isNeeded(Path jar, Platform platform) {
    String name = name(jar);
    return name.endsWith(".jar")
        && (!NATIVE_JAR.matcher(name).matches()
            || name.endsWith("-" + platform.classifier() + ".jar"));
  }

  private boolean hasForeignEntries(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream().anyMatch(entry -> !isNeeded(entry));
    }
  }

  private boolean isNeeded(ZipEntry entry) {
    return !entry.getName().startsWith(NATIVE_ENTRIES)
        || entry.getName().startsWith(NATIVE_ENTRIES + platform.sqliteFolder());
  }

  /**
   * Keeps the order and drops the times of the entries, so that the same jar becomes the same
   * bytes.
   */
  private Path withoutForeignEntries(Path jar, Path work) throws IOException {
    Path slim = Files.createDirectories(work).resolve(name(jar));
    try (ZipFile zip = new ZipFile(jar.toFile());
        OutputStream file = new BufferedOutputStream(Files.newOutputStream(slim));
        ZipOutputStream out = new ZipOutputStream(file)) {
      for (ZipEntry entry : zip.stream().filter(this::isNeeded).toList()) {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(EPOCH);
        out.putNextEntry(copy);
        try (InputStream bytes = zip.getInputStream(entry)) {
          bytes.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return slim;
  }

  private static String name(Path jar) {
    return String.valueOf(jar.getFileName());
  }
}
