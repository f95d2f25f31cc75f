package io.outport.oci.client;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Quoted;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lists in pages (OCI distribution specification, "Listing Tags", "Listing Referrers"). */
final class ListingEndpoint {
  private static final Logger log = LoggerFactory.getLogger(ListingEndpoint.class);

  private static final int PAGE_SIZE = 1000;

  private final EndpointCaller caller;
  private final int maxPages;

  ListingEndpoint(EndpointCaller caller, int maxPages) {
    this.caller = caller;
    this.maxPages = maxPages;
  }

  /** One page's items, and where the next page is. */
  private record Page<T>(List<T> items, Optional<URI> next) {}

  List<RepositoryName> repositories() {
    Call call =
        Call.get("list repositories", caller.uri("/v2/_catalog?n=" + PAGE_SIZE), Scopes.CATALOG);
    return all(call, response -> names(response, "repositories", ListingEndpoint::repository))
        .orElseGet(List::of);
  }

  List<Tag> tags(RepositoryName repository) {
    Call call =
        Call.get(
            "list tags of " + repository,
            caller.uri("/v2/" + repository + "/tags/list?n=" + PAGE_SIZE),
            Scopes.pull(repository));
    return all(call, response -> names(response, "tags", ListingEndpoint::tag)).orElseGet(List::of);
  }

  /** Empty when the registry does not know the referrers API. */
  Optional<List<Descriptor>> referrers(RepositoryName repository, Digest subject) {
    Call call =
        Call.get(
                "list referrers of %s@%s".formatted(repository, subject),
                caller.uri("/v2/%s/referrers/%s".formatted(repository, subject)),
                Scopes.pull(repository))
            .withHeader("Accept", MediaType.OCI_INDEX);
    return all(call, ListingEndpoint::entries);
  }

  /** Follows the pages from the first one; empty when the first one is not there. */
  private <T> Optional<List<T>> all(Call first, Function<Response, List<T>> reader) {
    Set<T> items = new LinkedHashSet<>();
    Set<URI> seen = new HashSet<>();
    Optional<URI> next = Optional.of(first.uri());
    while (next.isPresent()) {
      URI at = next.get();
      if (!seen.add(at) || seen.size() > maxPages) {
        throw Failures.protocol(
            first.action(),
            at,
            "has a list that does not end: a page came twice, or more than %d pages"
                .formatted(maxPages));
      }
      Optional<Page<T>> page = caller.call(first.at(at), response -> page(response, reader));
      if (page.isEmpty()) {
        return items.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(items));
      }
      items.addAll(page.get().items());
      next = page.get().next();
    }
    return Optional.of(List.copyOf(items));
  }

  private <T> Optional<Page<T>> page(Response response, Function<Response, List<T>> reader) {
    return switch (response.status()) {
      case 200 -> Optional.of(new Page<>(reader.apply(response), next(response)));
      case 404 -> Optional.empty();
      default -> throw caller.failure(response);
    };
  }

  /** The next page lies at this registry: a link that leads elsewhere is not followed. */
  private Optional<URI> next(Response response) {
    Optional<URI> next =
        LinkHeader.next(response.headers("Link")).map(link -> caller.resolve(response, link));
    next.filter(uri -> !caller.isOwn(uri))
        .ifPresent(
            uri -> {
              throw response.protocol("continues its list at another host, which is refused");
            });
    return next;
  }

  private static <T> List<T> names(
      Response response, String field, Function<String, Optional<T>> parser) {
    List<T> found = new ArrayList<>();
    for (String text : JsonDocuments.texts(JsonDocuments.read(response).path(field))) {
      parser
          .apply(text)
          .ifPresentOrElse(
              found::add,
              () ->
                  // One name that no client could pull must not hide the others.
                  log.atDebug()
                      .setMessage("left out a name that the specification does not allow")
                      .addKeyValue("name", Quoted.shorten(text))
                      .log());
    }
    return found;
  }

  private static Optional<RepositoryName> repository(String text) {
    return RepositoryName.find(text);
  }

  private static Optional<Tag> tag(String text) {
    try {
      return Optional.of(new Tag(text));
    } catch (OciException ignored) {
      // "No" is an answer here.
      return Optional.empty();
    }
  }

  private static List<Descriptor> entries(Response response) {
    try {
      return Manifest.parse(MediaType.OCI_INDEX, response.bytes(Manifest.MAX_BYTES)).manifests();
    } catch (OciException e) {
      throw response.protocol("sent referrers that are no image index: " + e.getMessage());
    }
  }
}
