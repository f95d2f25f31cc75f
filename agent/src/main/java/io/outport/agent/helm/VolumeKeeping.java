package io.outport.agent.helm;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A release's manifest in which volume claims are told to stay when the release goes. */
final class VolumeKeeping {
  private static final String CLAIM = "PersistentVolumeClaim";
  private static final String POLICY = "helm.sh/resource-policy";
  private static final String KEEP = "keep";
  private static final String SEPARATOR = "---\n";

  /** Helm's own: what it takes for two documents has to be two here. */
  private static final Pattern SEPARATORS = Pattern.compile("(?:^|\\s*\\n)---\\s*");

  private VolumeKeeping() {}

  /**
   * The same text where nothing is to be told; every document without claims stays as it is.
   *
   * @throws IllegalArgumentException when a document that speaks of claims cannot be read
   */
  static String in(String manifest) {
    String[] documents = SEPARATORS.split(manifest);
    String[] kept = Arrays.stream(documents).map(VolumeKeeping::kept).toArray(String[]::new);
    return Arrays.equals(documents, kept) ? manifest : joined(kept);
  }

  private static String joined(String[] documents) {
    return Arrays.stream(documents)
        .filter(each -> !each.isBlank())
        .map(each -> SEPARATOR + each.stripTrailing() + "\n")
        .collect(Collectors.joining());
  }

  private static String kept(String document) {
    if (!document.contains(CLAIM)) {
      return document;
    }
    return read(document).filter(VolumeKeeping::claims).map(VolumeKeeping::keep).orElse(document);
  }

  /** A list is kept as a whole: what else is in it is swept up after the release. */
  private static boolean claims(GenericKubernetesResource resource) {
    String kind = Objects.requireNonNullElse(resource.getKind(), "");
    boolean kept =
        resource.getMetadata() != null
            && KEEP.equals(resource.getMetadata().getAnnotations().get(POLICY));
    return !kept && (kind.equals(CLAIM) || kind.endsWith("List"));
  }

  private static String keep(GenericKubernetesResource resource) {
    ObjectMeta metadata = Objects.requireNonNullElseGet(resource.getMetadata(), ObjectMeta::new);
    Map<String, String> annotations = new HashMap<>(metadata.getAnnotations());
    annotations.put(POLICY, KEEP);
    metadata.setAnnotations(annotations);
    resource.setMetadata(metadata);
    return new KubernetesSerialization().asJson(resource);
  }

  /** Empty for a comment. */
  private static Optional<GenericKubernetesResource> read(String document) {
    try {
      return Optional.ofNullable(
          new KubernetesSerialization().unmarshal(document, GenericKubernetesResource.class));
    } catch (RuntimeException e) {
      // The library's readers of YAML throw several kinds.
      throw new IllegalArgumentException("a volume claim in its manifest cannot be read", e);
    }
  }
}
