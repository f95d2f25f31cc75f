package io.outport.registry.content;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a manifest points at.
 *
 * @param subjectOrNull the manifest that it refers to, which may be absent; read it through {@link
 *     #subject()}
 * @param blobs all blobs that it names: garbage collection leaves these alone while the manifest is
 *     visible
 * @param required those that must be in the repository for the manifest to become visible
 * @param adopted the sizes, in bytes, of blobs that join the repository together with the manifest,
 *     and only if it becomes visible
 */
public record References(
    @Nullable Digest subjectOrNull,
    Set<Digest> blobs,
    Set<Digest> required,
    Map<Digest, Long> adopted) {
  /** Those of a manifest that points at nothing. */
  public static final References NONE = new References(null, Set.of(), Set.of());

  /** Copies the sets. */
  public References {
    blobs = Set.copyOf(blobs);
    required = Set.copyOf(required);
    adopted = Map.copyOf(adopted);
  }

  /** Those that adopt nothing. */
  public References(@Nullable Digest subjectOrNull, Set<Digest> blobs, Set<Digest> required) {
    this(subjectOrNull, blobs, required, Map.of());
  }

  /** Those of a manifest that points at nothing but its subject. */
  public static References to(Digest subject) {
    return new References(subject, Set.of(), Set.of());
  }

  /** Those of this document, which shall become visible only when its blobs are there. */
  static References whole(Manifest document) {
    return new References(
        subject(document), named(document), digests(document.requiredBlobs().toList()));
  }

  /** Those of this document, which may become visible at once. */
  static References sparse(Manifest document) {
    return new References(subject(document), named(document), Set.of());
  }

  /** The same, with blobs that come along. */
  public References adopting(Map<Digest, Long> sizes) {
    return new References(subjectOrNull, blobs, required, sizes);
  }

  /** Those required blobs that do not come along. */
  public Set<Digest> awaited() {
    return required.stream().filter(each -> !adopted.containsKey(each)).collect(Collectors.toSet());
  }

  /** The manifest that it refers to. */
  public Optional<Digest> subject() {
    return Optional.ofNullable(subjectOrNull);
  }

  private static @Nullable Digest subject(Manifest document) {
    return document.subject().map(Descriptor::digest).orElse(null);
  }

  private static Set<Digest> named(Manifest document) {
    return digests(document.blobs());
  }

  private static Set<Digest> digests(List<Descriptor> descriptors) {
    return descriptors.stream().map(Descriptor::digest).collect(Collectors.toSet());
  }
}
