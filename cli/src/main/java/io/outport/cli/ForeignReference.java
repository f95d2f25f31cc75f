package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.OciException;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.net.URI;

/**
 * An image or chart in somebody else's registry, by its tag.
 *
 * @param host such as {@code quay.io} or {@code localhost:5000}
 */
record ForeignReference(String host, RepositoryName repository, Tag tag) {
  private static final String HUB = "docker.io";

  /** Reads {@code HOST/REPOSITORY:TAG}; without a host it is Docker's, as its clients have it. */
  static ForeignReference parse(String text) {
    if (text.indexOf('@') >= 0) {
      throw problem(text, "a mirrored image needs a tag, so name it by one, without a digest");
    }
    int slash = text.indexOf('/');
    String first = slash < 0 ? "" : text.substring(0, slash);
    boolean named = first.contains(".") || first.contains(":") || first.equals("localhost");
    String rest = named ? text.substring(slash + 1) : text;
    int colon = rest.lastIndexOf(':');
    if (colon < 1) {
      throw problem(text, "it has no tag: add one, such as :1.0");
    }
    String path = rest.substring(0, colon);
    String host = named ? first : HUB;
    String full = host.equals(HUB) && path.indexOf('/') < 0 ? "library/" + path : path;
    try {
      return new ForeignReference(
          host, new RepositoryName(full), Published.tag(rest.substring(colon + 1)));
    } catch (OciException e) {
      throw problem(text, String.valueOf(e.getMessage()));
    }
  }

  /** Where the hub keeps it. */
  RepositoryName mirror() {
    return new RepositoryName("mirror/" + repository);
  }

  /** Where it is. */
  URI address() {
    return URI.create("https://" + (host.equals(HUB) ? "registry-1.docker.io" : host));
  }

  private static Refusal problem(String text, String words) {
    return new Refusal(Refusal.Exit.USAGE, "'%s' cannot be mirrored: %s".formatted(text, words));
  }
}
