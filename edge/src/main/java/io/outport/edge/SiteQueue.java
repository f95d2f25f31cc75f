package io.outport.edge;

import io.outport.gateway.MessageQueue;
import io.outport.hubapi.gateway.Descendant;
import io.outport.hubapi.gateway.Message;
import io.outport.hubapi.gateway.MessageBatch;
import io.outport.hubapi.gateway.SiteConfiguration;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.RepositoryPattern;
import io.outport.registry.content.Change;
import io.outport.registry.content.MetadataStore;
import java.util.List;
import java.util.Optional;

/**
 * What the sites below hear: this site's own history, of which each is told what it may read, as at
 * the hub. Sequences are counted from a number that belongs to this data directory: a site below
 * that knows those of an earlier directory finds that they do not reach here, and compares all.
 */
final class SiteQueue implements MessageQueue {
  private final SiteState state;
  private final MetadataStore metadata;
  private final long base;

  /** Reads this history for the sites below; {@code base} is added to its sequences. */
  SiteQueue(SiteState state, MetadataStore metadata, long base) {
    this.state = state;
    this.metadata = metadata;
    this.base = base;
  }

  @Override
  public MessageBatch read(String site, long after, int limit) {
    Optional<SiteConfiguration> told =
        state.descendants().find(site).map(Descendant::configuration);
    long revision = told.map(SiteConfiguration::revision).orElse(0L);
    long last = metadata.lastSequence();
    if (isLost(after - base, last)) {
      return new MessageBatch(List.of(), base + last, revision, true);
    }
    List<Change> changes = metadata.listChanges(after - base, limit);
    List<RepositoryPattern> patterns =
        told.stream().flatMap(each -> SiteState.patterns(each).stream()).toList();
    return new MessageBatch(
        changes.stream()
            .filter(change -> concerns(patterns, change.repository()))
            .map(this::message)
            .toList(),
        changes.isEmpty() ? after : base + changes.getLast().sequence(),
        revision,
        false);
  }

  private boolean isLost(long after, long last) {
    return after < 0 || after > last || after < metadata.oldestContinuableSequence();
  }

  private static boolean concerns(List<RepositoryPattern> patterns, RepositoryName repository) {
    return patterns.stream().anyMatch(pattern -> pattern.matches(repository));
  }

  private Message message(Change change) {
    return new Message(
        base + change.sequence(),
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
