package io.outport.registry.store.file;

import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.registry.content.UploadId;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Where things are below the store's folder: the names of {@code DESIGN.md}, and nothing else. */
record StoreTree(Path root) {
  private static final int FAN_OUT_CHARACTERS = 2;

  Path blob(Digest digest) {
    return blobFolder(digest).resolve(digest.hex());
  }

  Path sums(Digest digest) {
    return blobFolder(digest).resolve(digest.hex() + ".sums");
  }

  Path quarantine() {
    return root.resolve("quarantine");
  }

  Path blobFolder(Digest digest) {
    return blobs()
        .resolve(digest.algorithm().label())
        .resolve(digest.hex().substring(0, FAN_OUT_CHARACTERS));
  }

  Path blobs() {
    return root.resolve("blobs");
  }

  Path uploads() {
    return root.resolve("uploads");
  }

  Path upload(UploadId id) {
    return uploads().resolve(id.value());
  }

  Path uploadData(UploadId id) {
    return upload(id).resolve("data");
  }

  Path uploadCheckpoints(UploadId id) {
    return upload(id).resolve("checkpoints");
  }

  Path uploadNewCheckpoints(UploadId id) {
    return upload(id).resolve("checkpoints.new");
  }

  /** All upload folders, those without data included. */
  List<UploadId> uploadFolders() throws IOException {
    List<UploadId> ids = new ArrayList<>();
    forEach(uploads(), folder -> UploadId.find(name(folder)).ifPresent(ids::add));
    return ids;
  }

  /** The folders that blobs are in. */
  void forEachBlobFolder(Consumer<Path> visitor) throws IOException {
    for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
      forEach(blobs().resolve(algorithm.label()), visitor);
    }
  }

  /**
   * The digests after this text that files are named for, sorted by their text; a file of any other
   * name is none of ours. Reads one folder of {@link #blobs} at a time.
   */
  List<Digest> listBlobs(String after, int limit, Predicate<Digest> wanted) throws IOException {
    List<Digest> page = new ArrayList<>();
    for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
      for (Path folder : list(blobs().resolve(algorithm.label()))) {
        String prefix = algorithm.label() + ":" + name(folder);
        boolean passed = prefix.compareTo(after) < 0 && !after.startsWith(prefix);
        if (page.size() < limit && !passed) {
          blobsIn(folder, algorithm).stream()
              .filter(digest -> digest.toString().compareTo(after) > 0)
              .filter(wanted)
              .limit(limit - page.size())
              .forEach(page::add);
        }
      }
    }
    return page;
  }

  private List<Digest> blobsIn(Path folder, DigestAlgorithm algorithm) throws IOException {
    List<Digest> found = new ArrayList<>();
    forEach(
        folder,
        file ->
            Digest.find(algorithm.label() + ":" + name(file))
                .filter(digest -> blob(digest).equals(file))
                .ifPresent(found::add));
    found.sort(Comparator.comparing(Digest::toString));
    return found;
  }

  /** Sorted, since folders are named by two digits of the same kind. */
  private static List<Path> list(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    forEach(folder, entries::add);
    Collections.sort(entries);
    return entries;
  }

  private static void forEach(Path folder, Consumer<Path> visitor) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      entries.forEach(visitor);
    } catch (NoSuchFileException ignored) {
      // Removed between the look and the listing: then there is nothing in it.
    }
  }

  private static String name(Path path) {
    return String.valueOf(path.getFileName());
  }
}
