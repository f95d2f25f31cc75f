package io.outport.cli;

import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;

/** Where in a hub's registry the program's own images and all charts are. */
final class Published {
  static final RepositoryName SITE_IMAGE = new RepositoryName("outport/connected-registry");
  static final RepositoryName AGENT_IMAGE = new RepositoryName("outport/agent");

  private Published() {}

  /** Where the versions of a chart are. */
  static RepositoryName chart(String name) {
    return new RepositoryName("charts/" + name);
  }

  /** A version as a tag, which may hold no {@code +}; Helm writes it so, too. */
  static Tag tag(String version) {
    return new Tag(version.replace('+', '_'));
  }

  /** The tag of this program's own images. */
  static Tag ownTag() {
    return tag(ProgramVersion.read());
  }
}
