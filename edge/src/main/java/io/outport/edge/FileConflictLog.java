package io.outport.edge;

import io.outport.hubapi.model.ControlJson;
import io.outport.oci.model.Digest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.MetadataStore;
import io.outport.sync.up.Conflict;
import io.outport.sync.up.ConflictLog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;

/** Conflicts in a file, each for as long as the tag that was kept for it is there. */
final class FileConflictLog implements ConflictLog {
  private static final Logger LOG = LoggerFactory.getLogger(FileConflictLog.class);

  /** More than anybody reads; the oldest go first. */
  private static final int MAX_CONFLICTS = 100;

  private final DurableFile file;
  private final MetadataStore metadata;

  /** Held while the file changes. */
  private final ReentrantLock lock = new ReentrantLock();

  private volatile List<Conflict> conflicts = List.of();

  private FileConflictLog(DurableFile file, MetadataStore metadata) {
    this.file = file;
    this.metadata = metadata;
  }

  /** The file's form. */
  private record Document(List<Entry> conflicts) {}

  private record Entry(String repository, String tag, String kept, String digest, Instant time) {
    static Entry of(Conflict it) {
      return new Entry(
          it.repository().value(),
          it.tag().value(),
          it.kept().value(),
          it.digest().toString(),
          it.time());
    }

    Conflict toConflict() {
      return new Conflict(
          new RepositoryName(repository), new Tag(tag), new Tag(kept), Digest.parse(digest), time);
    }
  }

  /** Opens the file; one that cannot be read costs what it told, and no content. */
  static FileConflictLog open(DurableFile file, MetadataStore metadata) {
    var log = new FileConflictLog(file, metadata);
    try {
      file.read().ifPresent(bytes -> log.conflicts = parse(bytes));
    } catch (JacksonException | OciException | NullPointerException e) {
      LOG.atWarn()
          .setMessage("conflicts unreadable, they are told of no more")
          .addKeyValue("file", file.path())
          .setCause(e)
          .log();
    }
    return log;
  }

  private static List<Conflict> parse(byte[] bytes) {
    Document document = ControlJson.mapper().readValue(bytes, Document.class);
    return document.conflicts().stream().map(Entry::toConflict).toList();
  }

  @Override
  public void add(Conflict conflict) {
    lock.lock();
    try {
      List<Conflict> next = new ArrayList<>(current());
      next.removeIf(
          each ->
              each.repository().equals(conflict.repository())
                  && each.kept().equals(conflict.kept()));
      next.add(conflict);
      List<Conflict> kept =
          List.copyOf(next.subList(Math.max(0, next.size() - MAX_CONFLICTS), next.size()));
      var document = new Document(kept.stream().map(Entry::of).toList());
      file.write(ControlJson.mapper().writeValueAsBytes(document));
      conflicts = kept;
    } finally {
      lock.unlock();
    }
  }

  /** Those that nobody has settled by deleting the kept tag, oldest first. */
  List<Conflict> current() {
    return conflicts.stream()
        .filter(each -> metadata.findTag(each.repository(), each.kept()).isPresent())
        .toList();
  }
}
