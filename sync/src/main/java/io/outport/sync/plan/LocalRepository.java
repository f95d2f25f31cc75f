package io.outport.sync.plan;

import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Everything that one repository of the site holds, as far as a plan to clean must know. */
public record LocalRepository(
    RepositoryName name, Map<Tag, Digest> tags, Map<Digest, ManifestNode> manifests) {

  /** Copies the maps, in the order of their keys. */
  public LocalRepository {
    tags = Collections.unmodifiableMap(new TreeMap<>(tags));
    manifests = Collections.unmodifiableMap(new TreeMap<>(manifests));
  }

  /** The digests of these manifests and of all that they list, directly or through an index. */
  public Set<Digest> reachableFrom(Collection<Digest> roots) {
    Set<Digest> reached = new HashSet<>();
    for (Digest root : roots) {
      reach(root, reached);
    }
    return reached;
  }

  /** Manifests that list others come before those, so that nothing visible loses its parts. */
  Map<Digest, Integer> heights() {
    Map<Digest, Integer> heights = new HashMap<>();
    manifests.keySet().forEach(digest -> height(digest, heights));
    return heights;
  }

  private void reach(Digest digest, Set<Digest> reached) {
    ManifestNode node = manifests.get(digest);
    if (node != null && reached.add(digest)) {
      node.children().forEach(child -> reach(child.digest(), reached));
    }
  }

  /** A digest cannot list itself, directly or not, so the walk ends. */
  private int height(Digest digest, Map<Digest, Integer> heights) {
    Integer known = heights.get(digest);
    ManifestNode node = manifests.get(digest);
    if (known != null || node == null) {
      return known == null ? 0 : known;
    }
    int height =
        1
            + node.children().stream()
                .mapToInt(each -> height(each.digest(), heights))
                .max()
                .orElse(0);
    heights.put(digest, height);
    return height;
  }
}
