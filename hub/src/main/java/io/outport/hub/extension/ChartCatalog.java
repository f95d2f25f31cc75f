package io.outport.hub.extension;

import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.model.ExtensionVersion;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.MetadataStore;
import io.outport.registry.content.StoredManifest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The charts in the hub's own registry: each tag that is a version is one. */
public record ChartCatalog(MetadataStore metadata) {
  private static final int PAGE = 500;

  /** A repository with more tags than this is no place of releases; the rest is left out. */
  private static final int MAX_TAGS = 5_000;

  /** One version of a chart. */
  record Version(SemanticVersion number, DesiredExtension.Chart chart, String train) {}

  /** All versions, the newest first; empty where there is no such repository. */
  List<Version> versions(String repository) {
    return RepositoryName.find(repository).stream()
        .flatMap(name -> tags(name).stream().flatMap(tag -> version(name, tag).stream()))
        .sorted(Comparator.comparing(Version::number).reversed())
        .toList();
  }

  private List<Tag> tags(RepositoryName repository) {
    List<Tag> all = new ArrayList<>();
    List<Tag> page = metadata.listTags(repository, "", PAGE);
    while (!page.isEmpty() && all.size() < MAX_TAGS) {
      all.addAll(page);
      page = metadata.listTags(repository, page.getLast().value(), PAGE);
    }
    return all;
  }

  private Optional<Version> version(RepositoryName repository, Tag tag) {
    return SemanticVersion.find(tag.value())
        .flatMap(
            number ->
                metadata
                    .findManifest(repository, tag)
                    .flatMap(
                        manifest ->
                            train(manifest)
                                .map(train -> version(repository, number, manifest, train))));
  }

  private static Version version(
      RepositoryName repository, SemanticVersion number, StoredManifest manifest, String train) {
    String digest = manifest.digest().toString();
    return new Version(
        number, new DesiredExtension.Chart(repository.value(), number.text(), digest), train);
  }

  private static Optional<String> train(StoredManifest manifest) {
    try {
      return Optional.of(
          manifest
              .parse()
              .annotations()
              .getOrDefault(ExtensionVersion.TRAIN_ANNOTATION, ExtensionVersion.STABLE));
    } catch (OciException ignored) {
      // What cannot be read is no chart, whatever its tag.
      return Optional.empty();
    }
  }

  /** Those of a train, the newest first. */
  Stream<Version> versions(String repository, String train) {
    return versions(repository).stream().filter(each -> each.train().equalsIgnoreCase(train));
  }
}
