package io.outport.sync.engine;

import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.registry.content.Content;
import io.outport.registry.content.MetadataStore;
import io.outport.sync.plan.LocalRepository;
import io.outport.sync.plan.LocalView;
import io.outport.sync.plan.ManifestNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The site's own content as plans see it. */
final class ContentView implements LocalView {
  private static final int PAGE = 1_000;

  private final Content content;
  private final MetadataStore metadata;

  ContentView(Content content) {
    this.content = content;
    this.metadata = content.metadata();
  }

  @Override
  public boolean holdsManifest(RepositoryName repository, Digest digest) {
    return metadata.findManifest(repository, Reference.of(digest)).isPresent();
  }

  @Override
  public boolean holdsBlob(RepositoryName repository, Digest digest) {
    return metadata.findBlob(repository, digest).isPresent() && storesBlob(digest);
  }

  @Override
  public boolean storesBlob(Digest digest) {
    return content.blobs().findSize(digest).isPresent();
  }

  @Override
  public Optional<Digest> findTag(RepositoryName repository, Tag tag) {
    return metadata.findTag(repository, tag);
  }

  List<RepositoryName> listRepositories() {
    return all(after -> metadata.listRepositories(after, PAGE));
  }

  List<Digest> listManifests(RepositoryName repository) {
    return all(after -> metadata.listManifests(repository, after, PAGE));
  }

  LocalRepository read(RepositoryName repository) {
    Map<Tag, Digest> tags = new HashMap<>();
    for (Tag tag : all(after -> metadata.listTags(repository, after, PAGE))) {
      findTag(repository, tag).ifPresent(digest -> tags.put(tag, digest));
    }
    Map<Digest, ManifestNode> manifests = new HashMap<>();
    for (Digest digest : listManifests(repository)) {
      metadata
          .findManifest(repository, Reference.of(digest))
          .ifPresent(stored -> manifests.put(digest, ManifestNode.of(stored)));
    }
    return new LocalRepository(repository, tags, manifests);
  }

  private static <T> List<T> all(Function<String, List<T>> pages) {
    List<T> found = new ArrayList<>();
    List<T> page = pages.apply("");
    while (!page.isEmpty()) {
      found.addAll(page);
      page = page.size() < PAGE ? List.of() : pages.apply(page.getLast().toString());
    }
    return found;
  }
}
