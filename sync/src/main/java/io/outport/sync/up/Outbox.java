package io.outport.sync.up;

import io.outport.oci.model.Digest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.MissingContent;
import io.outport.registry.content.StoreException;
import io.outport.registry.content.StoredManifest;
import io.outport.registry.content.Unsent;
import io.outport.registry.content.Writer;
import io.outport.sync.ImageName;
import io.outport.sync.ParentException;
import io.outport.sync.PendingImage;
import io.outport.sync.Stop;
import io.outport.sync.SyncInterruptedException;
import io.outport.sync.SyncJournal;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the parent in line with what clients changed at this site. The list of what is unsent is
 * written with the changes themselves and shortened when the parent has them, so a crash at any
 * instruction costs a repeat and loses nothing. Each reference is compared three ways: what it is
 * here, what it is at the parent, and what it was when both had the same.
 *
 * <pre>
 * parent's                | here                  | what is done
 * ------------------------+-----------------------+-----------------------------------------------
 * the same as here        |                       | nothing
 * as it was, or as this   | another image, absent | the parent gets what is here
 * site gave it unanswered |                       |
 * absent, was an image    | another image         | a push beats a delete: the parent gets it
 * another image           | absent                | a push beats a delete: it comes back here
 * another image           | a third one           | conflict: the parent's keeps the tag, ours gets
 *                         |                       | {@link Conflict#keptTag one of its own} at the parent
 * </pre>
 *
 * Used by one thread.
 */
public final class Outbox {
  private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
  private static final int PAGE = 500;

  private final Upstream parent;
  private final Content content;
  private final MetadataStore metadata;
  private final SyncJournal journal;
  private final ConflictLog conflicts;
  private final String site;
  private final InstantSource clock;
  private final ImagePusher pusher;

  /**
   * Sends what is unsent in this content.
   *
   * @param journal is told of tags that must come down again
   * @param site the name in the tags of those that lose a conflict
   */
  public Outbox(
      Upstream parent,
      Content content,
      SyncJournal journal,
      ConflictLog conflicts,
      String site,
      InstantSource clock) {
    this.parent = parent;
    this.content = content.as(Writer.SYNC);
    this.metadata = this.content.metadata();
    this.journal = journal;
    this.conflicts = conflicts;
    this.site = site;
    this.clock = clock;
    this.pusher = new ImagePusher(parent, content);
  }

  /**
   * Sends all that is unsent, once: manifests, then tags, then deletions. What the parent refuses
   * holds up nothing else.
   *
   * @throws ParentException when the link is lost
   * @throws SyncInterruptedException when stopped
   * @throws StoreException when the site's own store fails
   */
  public SendResult send(Stop stop) {
    var run = new Run();
    List<Unsent> all = listAll();
    run.each(all, stop, this::isPush, item -> push(item, stop));
    run.each(all, stop, Outbox::isTag, item -> compareTag(item, run, stop));
    run.each(all, stop, item -> !isTag(item) && !isPush(item), this::delete);
    return new SendResult(run.sent, run.conflicts, run.failed);
  }

  /** What one run came to so far. */
  private static final class Run {
    private final List<SendResult.Failure> failed = new ArrayList<>();
    private int sent;
    private int conflicts;

    void each(List<Unsent> all, Stop stop, Predicate<Unsent> which, Consumer<Unsent> work) {
      for (Unsent item : all) {
        if (which.test(item)) {
          if (stop.requested()) {
            throw new SyncInterruptedException("sending up");
          }
          attempt(item, work);
        }
      }
    }

    private void attempt(Unsent item, Consumer<Unsent> work) {
      try {
        work.accept(item);
        sent++;
      } catch (ParentException e) {
        if (e.linkLost()) {
          throw e;
        }
        failed(item, e);
      } catch (OciException | UncheckedIOException e) {
        failed(item, e);
      }
    }

    private void failed(Unsent item, RuntimeException cause) {
      LOG.atDebug().setMessage("change not sent").addKeyValue("change", item).setCause(cause).log();
      failed.add(
          new SendResult.Failure(
              item.repository(), item.reference(), String.valueOf(cause.getMessage())));
    }
  }

  private List<Unsent> listAll() {
    List<Unsent> all = new ArrayList<>();
    List<Unsent> page = metadata.listUnsent(0, PAGE);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = metadata.listUnsent(page.getLast().sequence(), PAGE);
    }
    return all;
  }

  private static boolean isTag(Unsent item) {
    return item.reference() instanceof Tag;
  }

  private boolean isPush(Unsent item) {
    return !isTag(item) && here(item).isPresent();
  }

  private Optional<StoredManifest> here(Unsent item) {
    return metadata.findManifest(item.repository(), item.reference());
  }

  private void push(Unsent item, Stop stop) {
    here(item)
        .ifPresent(
            manifest -> {
              pusher.push(item.repository(), manifest, stop);
              metadata.settle(item, Optional.empty());
            });
  }

  private void compareTag(Unsent item, Run run, Stop stop) {
    if (!(item.reference() instanceof Tag tag)) {
      return;
    }
    RepositoryName repository = item.repository();
    Optional<StoredManifest> image = here(item);
    Optional<Digest> ours = image.map(StoredManifest::digest);
    Optional<Digest> theirs = parent.find(repository, tag);
    if (!ours.equals(theirs)) {
      // What this site gave it without hearing that it was taken is no change of the parent's.
      boolean untouched =
          theirs.isEmpty() || theirs.equals(item.base()) || theirs.equals(item.offered());
      if (image.isPresent()) {
        pusher.push(repository, image.get(), stop);
        if (untouched) {
          metadata.offer(item, theirs, image.get().digest());
          parent.pushManifest(repository, tag, image.get());
        } else {
          keepBoth(repository, tag, image.get(), run);
        }
      } else if (untouched) {
        parent.delete(repository, tag);
      } else {
        bringDown(repository, tag);
      }
      theirs = untouched ? ours : theirs;
    }
    metadata.settle(item, theirs);
  }

  /** Each step may be repeated, and only after the last is the change no longer unsent. */
  private void keepBoth(RepositoryName repository, Tag tag, StoredManifest image, Run run) {
    Tag kept = Conflict.keptTag(tag, site, image.digest());
    var conflict = new Conflict(repository, tag, kept, image.digest(), clock.instant());
    parent.pushManifest(repository, kept, image);
    content.putManifest(repository, image, Set.of(kept), MissingContent.ACCEPTED);
    conflicts.add(conflict);
    bringDown(repository, tag);
    run.conflicts++;
    LOG.atWarn()
        .setMessage("tag changed at both ends")
        .addKeyValue("repository", repository)
        .addKeyValue("tag", tag)
        .addKeyValue("kept", kept)
        .log();
  }

  private void bringDown(RepositoryName repository, Reference reference) {
    journal.savePending(
        List.of(
            new PendingImage(
                new ImageName(repository, reference),
                0,
                clock.instant(),
                "was changed at the parent too")));
  }

  /** A manifest goes with its tags, so one that the parent has given a tag of its own stays. */
  private void delete(Unsent item) {
    RepositoryName repository = item.repository();
    Optional<Digest> theirs = parent.find(repository, item.reference());
    if (theirs.isPresent()) {
      List<Tag> tags =
          parent.listTags(repository).stream()
              .filter(tag -> parent.find(repository, tag).equals(theirs))
              .toList();
      if (tags.isEmpty()) {
        parent.delete(repository, item.reference());
      } else {
        tags.forEach(tag -> bringDown(repository, tag));
      }
    }
    metadata.settle(item, Optional.empty());
  }
}
