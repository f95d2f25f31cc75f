package io.outport.registry.store.file;

import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoreException.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Turns what the disk reports into what a caller can do about it. */
public final class IoFailures {
  private static final List<String> FULL = List.of("No space left", "quota exceeded");
  private static final List<String> READ_ONLY = List.of("Read-only file system");

  /** Below this many usable bytes a failed write is put down to the lack of room. */
  private static final long NO_ROOM_BYTES = 64 * 1024;

  private IoFailures() {}

  /** The exception for a failed action, such as "append to upload 'x'", in the store's folder. */
  public static StoreException translate(String action, Path root, IOException failure) {
    if (says(failure, FULL) || isFull(root)) {
      return failure(Kind.FULL, action, root, "no space is left on the disk, free some", failure);
    }
    if (failure instanceof AccessDeniedException || says(failure, READ_ONLY)) {
      return failure(
          Kind.UNUSABLE,
          action,
          root,
          "it is not writable, give this user the right to write it",
          failure);
    }
    return failure(Kind.FAILED, action, root, "the disk failed, see its log", failure);
  }

  /** Opening fails for reasons that a person must act on, whatever the disk calls them. */
  public static StoreException translateOpening(Path root, IOException failure) {
    StoreException translated = translate("open the store", root, failure);
    return translated.kind() == Kind.FAILED
        ? failure(
            Kind.UNUSABLE,
            "open the store",
            root,
            "it cannot be made or written, name another folder",
            failure)
        : translated;
  }

  /** The words of the C library, which may be in the language of the system. */
  private static boolean says(IOException failure, List<String> words) {
    String message = String.valueOf(failure.getMessage());
    return words.stream().anyMatch(message::contains);
  }

  private static boolean isFull(Path root) {
    try {
      return Files.getFileStore(root).getUsableSpace() < NO_ROOM_BYTES;
    } catch (IOException ignored) {
      // The question is only asked to explain a failure that is on its way to the caller.
      return false;
    }
  }

  private static StoreException failure(
      Kind kind, String action, Path root, String words, IOException cause) {
    return new StoreException(kind, "cannot %s in '%s': %s".formatted(action, root, words), cause);
  }
}
