package io.outport.registry.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.outport.registry.content.ContentEpochs;
import java.util.Optional;

/**
 * Answers that were given once and would be the same again: manifests, small blobs, and lists of
 * referrers, tags and repositories, by the request's target as it was written. Who may have them is
 * not asked here.
 *
 * <p>Safe for many threads; looking never waits.
 */
final class HotReplies {
  /** Blobs above this are sent from their files. */
  static final int MAX_BLOB_BYTES = 64 * 1024;

  /** Bodies above this are not kept: enough for the list of a few thousand referrers or tags. */
  static final int MAX_BODY_BYTES = 1024 * 1024;

  private final ContentEpochs epochs;
  private final Cache<String, HotReply> replies;

  /** Keeps answers of this many bytes at most, all together. */
  HotReplies(ContentEpochs epochs, long maxBytes) {
    this.epochs = epochs;
    this.replies =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((String target, HotReply reply) -> target.length() + reply.weight())
            .executor(Runnable::run)
            .build();
  }

  /** The answer to this target, if it is known and still true. */
  Optional<HotReply> find(String target) {
    HotReply reply = replies.getIfPresent(target);
    return reply != null && epoch(reply.audience()) == reply.epoch()
        ? Optional.of(reply)
        : Optional.empty();
  }

  /** The present epoch of what the audience is told: to be asked for before the answer is made. */
  long epoch(Audience audience) {
    return switch (audience) {
      case Audience.OfRepository(var repository, _) -> epochs.of(repository);
      case Audience.OfCatalog _ -> epochs.ofCatalog();
    };
  }

  /** Keeps an answer; one that is out of date already is never found. */
  void keep(String target, HotReply reply) {
    replies.put(target, reply);
  }
}
