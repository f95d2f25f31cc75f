package io.outport.hub.site;

import io.outport.gateway.MessageQueue;
import io.outport.hub.resource.ResourceStore;
import io.outport.hub.resource.Resources;
import io.outport.hub.resource.SiteConfigurations;
import io.outport.hub.resource.SiteEntry;
import io.outport.hubapi.gateway.Message;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.registry.content.Change;
import io.outport.registry.content.MetadataStore;
import java.util.List;
import java.util.Optional;

/**
 * Messages read out of the registry's own history: a change and its message are one row, so neither
 * is ever lost without the other.
 */
public final class HistoryQueue implements MessageQueue {
  private final ResourceStore store;
  private final MetadataStore metadata;

  /** Reads the history of this registry for the sites of this store. */
  public HistoryQueue(ResourceStore store, MetadataStore metadata) {
    this.store = store;
    this.metadata = metadata;
  }

  @Override
  public MessageBatch read(String site, long after, int limit) {
    Resources now = store.current();
    Optional<SiteEntry> entry = now.site(site);
    long revision = entry.map(SiteEntry::revision).orElse(0L);
    long last = metadata.lastSequence();
    if (isLost(after, last)) {
      return new MessageBatch(List.of(), last, revision, true);
    }
    List<Change> changes = metadata.listChanges(after, limit);
    List<RepositoryPattern> patterns =
        entry.map(each -> SiteConfigurations.patterns(now, each)).orElse(List.of());
    return new MessageBatch(
        changes.stream()
            .filter(change -> concerns(patterns, change.repository()))
            .map(HistoryQueue::message)
            .toList(),
        changes.isEmpty() ? after : changes.getLast().sequence(),
        revision,
        false);
  }

  /**
   * Whether the cursor cannot be continued from: there is none yet (0, unless the history is empty
   * too), it is older than the history, or it is of a history that a restored backup took back.
   */
  private boolean isLost(long after, long last) {
    return after > last || after < metadata.oldestContinuableSequence() || (after == 0 && last > 0);
  }

  private static boolean concerns(List<RepositoryPattern> patterns, RepositoryName repository) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(repository));
  }

  private static Message message(Change change) {
    return new Message(
        change.sequence(),
        change.time(),
        kind(change.kind()),
        change.repository().value(),
        change.tagOrNull(),
        change.digest().toString());
  }

  private static Message.Kind kind(Change.Kind kind) {
    return switch (kind) {
      case MANIFEST_PUSHED -> Message.Kind.MANIFEST_PUSHED;
      case MANIFEST_DELETED -> Message.Kind.MANIFEST_DELETED;
      case TAGGED -> Message.Kind.TAGGED;
      case UNTAGGED -> Message.Kind.UNTAGGED;
    };
  }
}
