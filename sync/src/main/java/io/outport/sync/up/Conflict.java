package io.outport.sync.up;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.time.Instant;

/**
 * A tag that was changed at a site and at its parent while neither knew of the other.
 *
 * @param tag names the parent's image from now on
 * @param kept the tag that the site's image has got
 * @param digest the site's image
 */
public record Conflict(RepositoryName repository, Tag tag, Tag kept, Digest digest, Instant time) {

  /** The longest name that a tag can have (OCI distribution specification, "Pulling manifests"). */
  private static final int MAX_TAG = 128;

  private static final int SHOWN_DIGEST = 12;

  /**
   * The tag that the loser gets: {@code v1-conflict-shop1-0123456789ab}. The same image of the same
   * site gets the same one again.
   */
  static Tag keptTag(Tag tag, String site, Digest digest) {
    String end = "-conflict-%s-%s".formatted(site, digest.hex().substring(0, SHOWN_DIGEST));
    int room = Math.max(0, MAX_TAG - end.length());
    String begin = tag.value().substring(0, Math.min(room, tag.value().length()));
    return new Tag(begin + end);
  }

  /** For the person who must decide which of the two it shall be. */
  public String description() {
    return ("'%s:%s' was changed here and at the parent while the link was down: the tag names the"
            + " parent's image now, and this site's is kept as '%s:%s'; move the tag if that is the"
            + " right one, and delete '%s'")
        .formatted(repository, tag, repository, kept, kept);
  }
}
