package io.outport.sync.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.hubapi.gateway.Message;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Change;
import io.outport.registry.content.Content;
import io.outport.registry.content.ContentListener;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.store.memory.MemoryBlobStore;
import io.outport.registry.store.memory.MemoryMetadataStore;
import io.outport.sync.ScriptedParent;
import io.outport.sync.TestImages;
import io.outport.testkit.VirtualClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The parent's side of an engine test. */
final class Hub {
  private final MemoryMetadataStore metadata = new MemoryMetadataStore(VirtualClock.start());
  final Content content = new Content(new MemoryBlobStore(), metadata, ContentListener.NONE);
  final TestImages images = new TestImages(content);
  final ScriptedParent parent = new ScriptedParent(content);

  /** Messages of everything that happened after a sequence. */
  List<Message> messages(long after) {
    return metadata.listChanges(after, Integer.MAX_VALUE).stream().map(Hub::message).toList();
  }

  long sequence() {
    return metadata.lastSequence();
  }

  /** Bytes of all blobs that tags need, each digest once. */
  long uniqueBytes() {
    Map<Digest, Long> sizes = new HashMap<>();
    for (RepositoryName name : metadata.listRepositories("", Integer.MAX_VALUE)) {
      for (Digest digest : metadata.listManifests(name, "", Integer.MAX_VALUE)) {
        content
            .readManifest(name, Reference.of(digest))
            .parse()
            .requiredBlobs()
            .forEach(blob -> sizes.put(blob.digest(), blob.size()));
      }
    }
    return sizes.values().stream().mapToLong(Long::longValue).sum();
  }

  /** The site has every tag with all that it needs, and no other tag. */
  void assertInLine(Site site) {
    assertThat(Site.tags(site.memoryMetadata)).isEqualTo(Site.tags(metadata));
    assertWhole(site);
  }

  /** Whatever the site shows, it has (laws L1 to L3). */
  static void assertWhole(Site site) {
    Content shown = site.content();
    for (RepositoryName name : site.memoryMetadata.listRepositories("", Integer.MAX_VALUE)) {
      for (Tag tag : site.memoryMetadata.listTags(name, "", Integer.MAX_VALUE)) {
        assertWhole(shown, name, shown.readManifest(name, tag));
      }
    }
  }

  private static void assertWhole(Content shown, RepositoryName name, StoredManifest manifest) {
    manifest
        .parse()
        .requiredBlobs()
        .map(Descriptor::digest)
        .forEach(digest -> shown.openBlob(name, digest).close());
    for (Descriptor child : manifest.parse().manifests()) {
      assertWhole(shown, name, shown.readManifest(name, Reference.of(child.digest())));
    }
  }

  private static Message message(Change change) {
    return new Message(
        change.sequence(),
        change.time(),
        Message.Kind.valueOf(change.kind().name()),
        change.repository().value(),
        change.tagOrNull(),
        change.digest().toString());
  }
}
