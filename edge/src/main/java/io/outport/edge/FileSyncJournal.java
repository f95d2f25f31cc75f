package io.outport.edge;

import io.outport.hubapi.model.ControlJson;
import io.outport.oci.model.Digest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.StoredManifest;
import io.outport.sync.ImageName;
import io.outport.sync.PendingImage;
import io.outport.sync.SyncJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A journal in a folder: {@code journal.json} with the cursor and the pending images, and the
 * staged manifests beside it.
 */
final class FileSyncJournal implements SyncJournal {
  private static final Logger LOG = LoggerFactory.getLogger(FileSyncJournal.class);
  private static final JsonMapper MAPPER = ControlJson.mapper();

  private final DurableFile file;
  private final StagedManifests staged;

  /** Held while the file changes. */
  private final ReentrantLock lock = new ReentrantLock();

  /** What the file holds. */
  private volatile Memory memory = new Memory(null, Map.of());

  private FileSyncJournal(DurableFile file, StagedManifests staged) {
    this.file = file;
    this.staged = staged;
  }

  private record Memory(@Nullable Long cursor, Map<ImageName, PendingImage> pending) {}

  /** The file's form. */
  private record Document(@Nullable Long cursor, @Nullable List<Entry> pending) {}

  private record Entry(
      String repository, String reference, int attempts, Instant nextAttempt, String reason) {
    static Entry of(PendingImage image) {
      return new Entry(
          image.image().repository().value(),
          image.image().reference().toString(),
          image.attempts(),
          image.nextAttempt(),
          image.reason());
    }

    PendingImage toPending() {
      var image = new ImageName(new RepositoryName(repository), Reference.parse(reference));
      return new PendingImage(image, attempts, nextAttempt, reason);
    }
  }

  /** Opens the journal in this folder, making it where there is none. */
  static FileSyncJournal open(Path folder) throws IOException {
    Files.createDirectories(folder);
    var journal =
        new FileSyncJournal(
            DurableFile.open(folder.resolve("journal.json")),
            new StagedManifests(folder.resolve("manifests"), StagedManifests.DEFAULT_MAX_BYTES));
    journal.load();
    return journal;
  }

  @Override
  public OptionalLong cursor() {
    Long cursor = memory.cursor();
    return cursor == null ? OptionalLong.empty() : OptionalLong.of(cursor);
  }

  @Override
  public void saveCursor(long sequence) {
    change(before -> new Memory(sequence, before.pending()));
  }

  @Override
  public void clearCursor() {
    change(before -> new Memory(null, before.pending()));
  }

  @Override
  public List<PendingImage> listPending() {
    return List.copyOf(memory.pending().values());
  }

  @Override
  public void savePending(List<PendingImage> images) {
    changePending(pending -> images.forEach(each -> pending.put(each.image(), each)));
  }

  @Override
  public void clearPending(List<ImageName> images) {
    changePending(pending -> images.forEach(pending::remove));
  }

  @Override
  public void stage(StoredManifest manifest) {
    staged.put(manifest);
  }

  @Override
  public Optional<StoredManifest> findStaged(Digest digest) {
    return staged.find(digest);
  }

  @Override
  public List<Digest> listStaged() {
    return staged.list();
  }

  @Override
  public void unstage(List<Digest> digests) {
    staged.remove(digests);
  }

  @Override
  public void unstageAll() {
    staged.removeAll();
  }

  private void changePending(Consumer<Map<ImageName, PendingImage>> work) {
    change(
        before -> {
          Map<ImageName, PendingImage> pending = new TreeMap<>(before.pending());
          work.accept(pending);
          return new Memory(before.cursor(), pending);
        });
  }

  private void change(UnaryOperator<Memory> work) {
    lock.lock();
    try {
      Memory next = work.apply(memory);
      List<Entry> entries = next.pending().values().stream().map(Entry::of).toList();
      file.write(MAPPER.writeValueAsBytes(new Document(next.cursor(), entries)));
      memory = next;
    } finally {
      lock.unlock();
    }
  }

  /** A journal that cannot be read costs one full comparison, not the site. */
  private void load() {
    try {
      file.read().map(FileSyncJournal::parse).ifPresent(read -> memory = read);
    } catch (JacksonException | OciException e) {
      LOG.atWarn()
          .setMessage("sync journal unreadable, everything will be compared")
          .addKeyValue("file", file.path())
          .setCause(e)
          .log();
    }
  }

  private static Memory parse(byte[] bytes) {
    Document document = MAPPER.readValue(bytes, Document.class);
    Map<ImageName, PendingImage> pending = new TreeMap<>();
    List<Entry> entries = document.pending();
    if (entries != null) {
      entries.stream().map(Entry::toPending).forEach(each -> pending.put(each.image(), each));
    }
    return new Memory(document.cursor(), pending);
  }
}
