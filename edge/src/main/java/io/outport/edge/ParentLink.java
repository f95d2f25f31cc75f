package io.outport.edge;

import io.outport.hubapi.gateway.GatewayException;
import io.outport.registry.content.StoreException;
import io.outport.sync.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link Conversation} going on a thread of its own, for as long as the site runs: what
 * fails is told once and tried again. Whatever the parent says or does not say, what the site holds
 * is served on (L8).
 */
final class ParentLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ParentLink.class);
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(10);

  private final Conversation conversation;
  private final LinkState state;
  private final LinkSettings settings;
  private final RandomGenerator random;
  private final Thread talking;
  private final Thread beating;

  private volatile boolean closed;

  ParentLink(
      Conversation conversation, LinkState state, LinkSettings settings, RandomGenerator random) {
    this.conversation = conversation;
    this.state = state;
    this.settings = settings;
    this.random = random;
    this.talking = Thread.ofVirtual().name("parent-link").unstarted(this::talk);
    this.beating = Thread.ofVirtual().name("parent-heartbeat").unstarted(this::beat);
  }

  void start() {
    talking.start();
    beating.start();
  }

  /** Ends the conversation; a blob on its way keeps what has arrived. A repeat does nothing. */
  @Override
  public void close() {
    closed = true;
    talking.interrupt();
    beating.interrupt();
    try {
      talking.join(CLOSE_WAIT);
      beating.join(CLOSE_WAIT);
    } catch (InterruptedException e) {
      // Whoever closes us wants to be gone: the threads end by themselves.
      Thread.currentThread().interrupt();
    }
  }

  private void talk() {
    while (!closed) {
      try {
        conversation.open();
        while (!closed) {
          sleep(conversation.turn(() -> closed));
        }
      } catch (RuntimeException e) {
        // While closing, calls are interrupted on purpose: that is no news.
        sleep(closed ? Duration.ZERO : failed(e));
      }
    }
  }

  private Duration failed(RuntimeException failure) {
    conversation.failed(words(failure));
    return waitAfter(failure);
  }

  private static String words(RuntimeException failure) {
    return switch (failure) {
      case GatewayException e -> String.valueOf(e.getMessage());
      case SyncAbortedException e -> String.valueOf(e.getMessage());
      case StoreException e -> String.valueOf(e.getMessage());
      default ->
          "an error of the program itself (%s), which the site's log describes"
              .formatted(failure.getClass().getSimpleName());
    };
  }

  private Duration waitAfter(RuntimeException failure) {
    return switch (failure) {
      case GatewayException e -> waitAfter(e);
      case SyncAbortedException e -> refused("SYNC_ABORTED", e);
      case StoreException e -> refused("STORE_" + e.kind(), e);
      default -> {
        LOG.atError().setMessage("conversation with the parent failed").setCause(failure).log();
        yield refused("FAILED", failure);
      }
    };
  }

  private Duration waitAfter(GatewayException e) {
    int failures = state.failed(e.kind(), String.valueOf(e.getMessage()));
    if (e.kind() == GatewayException.Kind.NOT_ACTIVATED) {
      return settings.reclaim();
    }
    Backoff backoff =
        e.kind() == GatewayException.Kind.UNREACHABLE ? settings.unreachable() : settings.refused();
    return backoff.after(failures, random);
  }

  private Duration refused(String kind, RuntimeException e) {
    return settings.refused().after(state.failed(kind, String.valueOf(e.getMessage())), random);
  }

  private void beat() {
    while (!closed) {
      sleep(settings.heartbeat());
      try {
        if (!closed) {
          conversation.beat();
        }
      } catch (RuntimeException e) {
        // The next beat may go well; the site must not fall silent for one that did not.
        LOG.atError().setMessage("heartbeat failed").setCause(e).log();
      }
    }
  }

  private static void sleep(Duration wait) {
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      // Only close() interrupts, and the loops look at that.
      Thread.currentThread().interrupt();
    }
  }
}
