package io.outport.sync.engine;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.oci.model.Tag;
import io.outport.registry.content.BlobStore;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.sync.Backoff;
import io.outport.sync.MemorySyncJournal;
import io.outport.sync.Parent;
import io.outport.sync.SiteScope;
import io.outport.sync.SyncEvent;
import io.outport.sync.SyncJournal;
import io.outport.sync.transfer.TransferSettings;
import io.outport.testkit.VirtualClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** One site: its stores and journal live on while engines come and go. */
final class Site {
  static final SyncSettings SETTINGS =
      new SyncSettings(
          new TransferSettings(
              2, 1024, 4096, 512, 3, new Backoff(Duration.ofMillis(1), Duration.ofSeconds(1))),
          2,
          3,
          new Backoff(Duration.ofMillis(1), Duration.ofSeconds(1)),
          new Backoff(Duration.ofSeconds(10), Duration.ofMinutes(10)),
          4,
          3,
          50);

  final VirtualClock clock = VirtualClock.start();
  final MemoryBlobStore memoryBlobs = new MemoryBlobStore(clock);
  final MemoryMetadataStore memoryMetadata = new MemoryMetadataStore(clock);
  final MemorySyncJournal memoryJournal = new MemorySyncJournal();
  final Collection<SyncEvent> events = new ConcurrentLinkedQueue<>();

  BlobStore blobs = memoryBlobs;
  MetadataStore metadata = memoryMetadata;
  SyncJournal journal = memoryJournal;

  /** Hears of each change of the content. */
  ContentListener listener = ContentListener.NONE;

  /** What else happens when something is told of. */
  Consumer<SyncEvent> onEvent = ignored -> {};

  private void heard(SyncEvent event) {
    events.add(event);
    onEvent.accept(event);
  }

  /** The content as its clients see it. */
  Content content() {
    return new Content(memoryBlobs, memoryMetadata, ContentListener.NONE);
  }

  /** An engine as a process makes it at its start; waits take no time. */
  SyncEngine engine(Parent parent) {
    var surroundings =
        new SyncSurroundings(
            clock, new Random(5), length -> {}, Thread.ofVirtual().name("sync-test").factory());
    var content = new Content(blobs, metadata, listener);
    return SyncEngine.create(parent, content, journal, SETTINGS, surroundings, this::heard);
  }

  static SiteScope mirror(String... patterns) {
    return new SiteScope(patterns(patterns), SiteScope.Upkeep.MIRROR);
  }

  static SiteScope keeper(String... patterns) {
    return new SiteScope(patterns(patterns), SiteScope.Upkeep.KEEP_OWN);
  }

  /** Every tag with what it names. */
  static Map<String, Digest> tags(MetadataStore metadata) {
    Map<String, Digest> tags = new TreeMap<>();
    for (RepositoryName name : metadata.listRepositories("", Integer.MAX_VALUE)) {
      for (Tag tag : metadata.listTags(name, "", Integer.MAX_VALUE)) {
        tags.put(name + ":" + tag, metadata.findTag(name, tag).orElseThrow());
      }
    }
    return tags;
  }

  /** Every manifest of every repository. */
  static List<String> manifests(MetadataStore metadata) {
    return metadata.listRepositories("", Integer.MAX_VALUE).stream()
        .flatMap(
            name ->
                metadata.listManifests(name, "", Integer.MAX_VALUE).stream()
                    .map(digest -> name + "@" + digest))
        .sorted()
        .toList();
  }

  Optional<StoredManifest> find(String repository, String reference) {
    return memoryMetadata.findManifest(new RepositoryName(repository), Reference.parse(reference));
  }

  private static List<RepositoryPattern> patterns(String... patterns) {
    return Arrays.stream(patterns).map(RepositoryPattern::new).toList();
  }
}
