package io.outport.registry.store.s3;

import io.outport.registry.content.UploadId;
import io.outport.registry.store.file.Checkpoints;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** The folder on this machine that holds of each upload what is too short to be an object. */
final class StagingFolder {
  private static final String TAIL = ".tail";
  private static final String CHECKPOINTS = "checkpoints";

  private final Path uploads;

  StagingFolder(Path root) {
    this.uploads = root.resolve("uploads");
  }

  /** Makes the folder. */
  void make() throws IOException {
    Files.createDirectories(uploads);
    force(uploads);
  }

  List<UploadId> list() throws IOException {
    List<UploadId> found = new ArrayList<>();
    for (Path each : entries(uploads)) {
      UploadId.find(name(each)).ifPresent(found::add);
    }
    return found;
  }

  boolean has(UploadId id) {
    return Files.isDirectory(folder(id));
  }

  void makeUpload(UploadId id) throws IOException {
    Files.createDirectories(folder(id));
  }

  /** The bytes behind the first {@code parts} objects; made where there is no such file. */
  FileChannel openTail(UploadId id, int parts) throws IOException {
    return FileChannel.open(
        tail(id, parts),
        StandardOpenOption.CREATE,
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }

  /** Removes all tails but the one behind so many objects: what a crash left of others. */
  void keepOnlyTail(UploadId id, int parts) throws IOException {
    Path kept = tail(id, parts);
    for (Path each : entries(folder(id))) {
      if (name(each).endsWith(TAIL) && !each.equals(kept)) {
        Files.deleteIfExists(each);
      }
    }
  }

  Checkpoints readCheckpoints(UploadId id) throws IOException {
    Path file = folder(id).resolve(CHECKPOINTS);
    return Files.exists(file) ? Checkpoints.parse(Files.readString(file)) : new Checkpoints();
  }

  /** Replaces them, durably, and makes the names of the upload's files durable with them. */
  void writeCheckpoints(UploadId id, Checkpoints checkpoints) throws IOException {
    Path fresh = folder(id).resolve(CHECKPOINTS + ".new");
    try (FileChannel file =
        FileChannel.open(
            fresh,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(checkpoints.toText());
      while (text.hasRemaining()) {
        file.write(text);
      }
      file.force(true);
    }
    Files.move(fresh, folder(id).resolve(CHECKPOINTS), StandardCopyOption.ATOMIC_MOVE);
    force(folder(id));
    force(uploads);
  }

  /** Makes the names of the upload's files durable. */
  void force(UploadId id) throws IOException {
    force(folder(id));
  }

  void remove(UploadId id) throws IOException {
    for (Path each : entries(folder(id))) {
      Files.deleteIfExists(each);
    }
    Files.deleteIfExists(folder(id));
  }

  private Path folder(UploadId id) {
    return uploads.resolve(id.value());
  }

  private Path tail(UploadId id, int parts) {
    return folder(id).resolve(parts + TAIL);
  }

  private static List<Path> entries(Path folder) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(all::add);
    } catch (NoSuchFileException ignored) {
      // Removed meanwhile, or never made: then there is nothing in it.
    }
    return all;
  }

  private static void force(Path folder) throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
