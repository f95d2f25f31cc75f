package io.outport.registry.content;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something that clients changed and that the parent has not heard of yet; one for each reference,
 * however often it changed. What it is now is in the store itself.
 *
 * @param sequence of the last change
 * @param reference a tag, or the digest of a manifest that came or went
 * @param baseOrNull what the tag named when it was last in line with the parent; null when it was
 *     absent then, and for digests; read it through {@link #base()}
 * @param offeredOrNull what the parent was given under the tag last, where nobody knows whether it
 *     took it; read it through {@link #offered()}
 */
public record Unsent(
    long sequence,
    RepositoryName repository,
    Reference reference,
    @Nullable Digest baseOrNull,
    @Nullable Digest offeredOrNull) {

  /** What the tag named when it was last in line with the parent. */
  public Optional<Digest> base() {
    return Optional.ofNullable(baseOrNull);
  }

  /** What the parent may have taken under the tag without our knowing. */
  public Optional<Digest> offered() {
    return Optional.ofNullable(offeredOrNull);
  }
}
