package io.outport.hub.event;

import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.registry.content.Change;
import io.outport.registry.content.HistoryPage;
import io.outport.registry.content.MetadataStore;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The history of the hub's own registry as events. */
public final class HistoryFeed implements EventFeed {
  private final MetadataStore metadata;
  private final String registryId;

  /** Reads this history; the registry's id makes the ids of its events its own. */
  public HistoryFeed(MetadataStore metadata, String registryId) {
    this.metadata = metadata;
    this.registryId = registryId;
  }

  @Override
  public String name() {
    return "history";
  }

  @Override
  public long last() {
    return metadata.lastSequence();
  }

  @Override
  public Page read(long after, int limit) {
    HistoryPage page = HistoryPage.read(metadata, after, limit);
    return new Page(page.events().stream().map(this::event).toList(), page.upTo(), page.gap());
  }

  private ContentEvent event(Change change) {
    return new ContentEvent(
        change.sequence(),
        id(change),
        change.time(),
        action(change.kind()),
        change.repository().value(),
        change.tagOrNull(),
        change.digest().toString(),
        null,
        null,
        null);
  }

  /** With the time, as a restored backup gives out sequences a second time. */
  private String id(Change change) {
    String text = "%s#%d#%s".formatted(registryId, change.sequence(), change.time());
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8)).toString();
  }

  private static ContentEvent.Action action(Change.Kind kind) {
    return switch (kind) {
      case MANIFEST_PUSHED, TAGGED -> ContentEvent.Action.PUSH;
      case MANIFEST_DELETED, UNTAGGED -> ContentEvent.Action.DELETE;
    };
  }

  @Override
  public ContentEvent detailed(ContentEvent event) {
    return metadata
        .findManifest(new RepositoryName(event.repository()), Reference.parse(event.digest()))
        .map(found -> event.withManifest(found.mediaType(), found.bytes().length))
        .orElse(event);
  }
}
