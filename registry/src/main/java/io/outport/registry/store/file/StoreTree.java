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
import java.util.List;
import java.util.function.Consumer;

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

  /** The digests that files are named for; a file of any other name is none of ours. */
  void forEachBlob(Consumer<Digest> visitor) throws IOException {
    for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
      for (Path folder : list(blobs().resolve(algorithm.label()))) {
        forEach(
            folder,
            file ->
                Digest.find(algorithm.label() + ":" + name(file))
                    .filter(digest -> blob(digest).equals(file))
                    .ifPresent(visitor));
      }
    }
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> entries = new ArrayList<>();
    forEach(folder, entries::add);
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
