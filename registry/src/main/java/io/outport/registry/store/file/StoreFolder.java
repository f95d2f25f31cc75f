package io.outport.registry.store.file;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether a folder may be opened as a blob store, told by its {@code format} file: one line that
 * names the layout and its version.
 */
final class StoreFolder {
  static final String FORMAT_FILE = "format";
  private static final String NEW_FORMAT_FILE = "format.new";

  /** The layout that this program writes; see {@code DESIGN.md} for what each one was. */
  private static final int VERSION = 1;

  private static final Pattern FORMAT = Pattern.compile("outport-blobs ([0-9]{1,9})\n");
  private static final int MAX_FORMAT_BYTES = 100;

  /** What a crash during the first start may leave before the format is written. */
  private static final Set<String> FIRST_FILES = Set.of(FolderLock.FILE_NAME, NEW_FORMAT_FILE);

  private StoreFolder() {}

  /** Refuses, in words and without a change, a folder that is not a store we understand. */
  static void requireUsable(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    if (!Files.isDirectory(root)) {
      throw unusable("'%s' is not a folder: name another one".formatted(root));
    }
    if (!Files.isWritable(root)) {
      throw unusable(
          "folder '%s' is not writable: give this user the right to write it".formatted(root));
    }
    if (hasFormat(root)) {
      requireKnown(root);
    } else if (holdsStrangers(root)) {
      throw unusable(
          "folder '%s' is not empty and not a blob store: name an empty one".formatted(root));
    }
  }

  static boolean hasFormat(Path root) {
    return Files.exists(root.resolve(FORMAT_FILE));
  }

  /** Makes an empty folder a store. */
  static void writeFormat(Path root, FileLayer layer) throws IOException {
    Path fresh = root.resolve(NEW_FORMAT_FILE);
    DurableFiles.write(layer, fresh, "outport-blobs %d\n".formatted(VERSION));
    layer.rename(fresh, root.resolve(FORMAT_FILE));
    layer.forceFolder(root);
  }

  private static void requireKnown(Path root) throws IOException {
    Matcher format = FORMAT.matcher(read(root.resolve(FORMAT_FILE)));
    if (!format.matches()) {
      throw unusable(
          "folder '%s' is not a blob store: its 'format' file is not ours, name another folder"
              .formatted(root));
    }
    int version = Integer.parseInt(format.group(1));
    if (version > VERSION) {
      throw unusable(
          "folder '%s' was written by a newer Outport (layout %d, this one knows %d): start that version"
              .formatted(root, version, VERSION));
    }
  }

  private static boolean holdsStrangers(Path root) throws IOException {
    try (Stream<Path> entries = Files.list(root)) {
      return entries.anyMatch(each -> !FIRST_FILES.contains(each.getFileName().toString()));
    }
  }

  private static String read(Path file) throws IOException {
    try (var input = Files.newInputStream(file)) {
      byte[] bytes = input.readNBytes(MAX_FORMAT_BYTES);
      return StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  private static StoreException unusable(String message) {
    return new StoreException(Kind.UNUSABLE, message, null);
  }
}
