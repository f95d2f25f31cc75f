package io.outport.sync.engine;

import io.outport.hubapi.gateway.Message;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import io.outport.sync.ImageName;
import io.outport.sync.SiteScope;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What messages speak of. They say where to look, not what to do: the parent is asked for its
 * present state, so messages may come twice, late, or together.
 *
 * @param tags tags that were set or taken away
 * @param pushed manifests that became visible, tagged or not
 * @param deleted manifests that were deleted
 * @param untagged what each tag that was taken away had named
 */
record Touched(
    Set<ImageName> tags,
    Set<ImageName> pushed,
    Set<ImageName> deleted,
    Map<ImageName, Digest> untagged) {

  /** Reads messages, leaving out what the site does not keep. */
  static Touched by(List<Message> messages, SiteScope scope) {
    var touched = new Touched(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new HashMap<>());
    for (Message message : messages) {
      // A name that is not one cannot be at this site, so there is nothing to do for it.
      RepositoryName.find(message.repository())
          .filter(scope::covers)
          .ifPresent(repository -> touched.add(repository, message));
    }
    return touched;
  }

  private void add(RepositoryName repository, Message message) {
    Optional<Digest> digest = Digest.find(message.digest());
    Optional<ImageName> manifest =
        digest.map(named -> new ImageName(repository, Reference.of(named)));
    String tag = message.tag();
    switch (message.kind()) {
      case MANIFEST_PUSHED -> manifest.ifPresent(pushed::add);
      case MANIFEST_DELETED -> manifest.ifPresent(deleted::add);
      case TAGGED -> {
        if (tag != null) {
          tags.add(new ImageName(repository, new Tag(tag)));
        }
      }
      case UNTAGGED -> {
        if (tag != null) {
          var image = new ImageName(repository, new Tag(tag));
          tags.add(image);
          digest.ifPresent(named -> untagged.put(image, named));
        }
      }
    }
  }
}
