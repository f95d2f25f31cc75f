package io.outport.agent.chart;

import io.outport.agent.preflight.ImageFacts;
import io.outport.hubapi.agent.AgentCredentials;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.oci.client.BlobStream;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.FetchedManifest;
import io.outport.oci.client.OutwardProxy;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.client.RegistryException;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.OciException;
import io.outport.oci.model.Platform;
import io.outport.oci.model.Reference;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@link Charts} from the hub's registry. The chart is not pulled by Helm: here its digest is
 * verified, a cut transfer fails plainly, and what came once is kept for the time without the link.
 */
public final class OciCharts implements Charts {
  /** Charts are texts; a larger one is none. */
  static final int MAX_CHART_BYTES = 16 * 1024 * 1024;

  private static final String CHART_LAYER = "application/vnd.cncf.helm.chart.content.v1.tar+gzip";
  private static final String IMAGE = "io.outport.image";

  private final HubAccount account;
  private final OutwardProxy proxy;
  private final ChartCache cache;

  /**
   * Pulls with this account.
   *
   * @param folder of the agent's own, for what came
   */
  public OciCharts(HubAccount account, Path folder, OutwardProxy proxy) {
    this.account = account;
    this.proxy = proxy;
    this.cache = new ChartCache(folder, ChartCache.MAX_FILES, InstantSource.system());
  }

  @Override
  public String loginServer() {
    return account.loginServer();
  }

  @Override
  public FetchedChart fetch(DesiredExtension.Chart chart) {
    try {
      RepositoryName repository = new RepositoryName(chart.repository());
      Digest digest = Digest.parse(chart.digest());
      byte[] bytes = cache.find(digest).orElseGet(() -> kept(repository, digest));
      Manifest manifest = Manifest.parse("", bytes);
      Descriptor layer = layer(chart, manifest);
      if (cache.find(layer.digest()).isEmpty()) {
        cache.put(layer.digest(), asked(client -> read(client, repository, layer)));
      }
      String image = manifest.annotations().getOrDefault(IMAGE, "");
      return new FetchedChart(cache.file(layer.digest()), chart.version(), image);
    } catch (OciException e) {
      throw new ChartException("chart %s is none: %s".formatted(chart, e.getMessage()), false, e);
    } catch (RegistryException e) {
      throw new ChartException(
          "chart %s %s cannot be pulled: %s"
              .formatted(chart.repository(), chart.version(), e.getMessage()),
          e.retryable(),
          e);
    }
  }

  @Override
  public ImageFacts look(String image) {
    String whole = account.loginServer() + "/" + image;
    try {
      int at = image.contains("@") ? image.indexOf('@') : image.lastIndexOf(':');
      RepositoryName repository = new RepositoryName(image.substring(0, at));
      Reference reference = Reference.parse(image.substring(at + 1));
      FetchedManifest fetched = asked(client -> client.fetchManifest(repository, reference));
      Set<String> architectures =
          Manifest.parse(fetched.mediaType(), fetched.bytes()).manifests().stream()
              .flatMap(entry -> entry.platform().stream())
              .map(Platform::architecture)
              .filter(name -> !name.equals("unknown"))
              .collect(Collectors.toUnmodifiableSet());
      return new ImageFacts(whole, architectures, "");
    } catch (OciException | RegistryException | IndexOutOfBoundsException e) {
      return new ImageFacts(whole, Set.of(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public DesiredExtension.Chart newest(String repository) {
    RepositoryName name = new RepositoryName(repository);
    try {
      List<Tag> tags = asked(client -> client.listTags(name));
      Tag newest =
          tags.stream()
              .filter(tag -> VersionOrder.isRelease(tag.value()))
              .max(Comparator.comparing(Tag::value, VersionOrder.INSTANCE))
              .orElseThrow(() -> absent(repository));
      Optional<Descriptor> manifest = asked(client -> client.resolve(name, newest));
      return new DesiredExtension.Chart(
          repository,
          newest.value(),
          manifest.orElseThrow(() -> absent(repository)).digest().toString());
    } catch (RegistryException e) {
      throw new ChartException(
          "charts %s cannot be listed: %s".formatted(repository, e.getMessage()), e.retryable(), e);
    }
  }

  private static ChartException absent(String repository) {
    return new ChartException(
        "the hub has no chart in %s: bring it there with 'outport hub mirror'"
            .formatted(repository),
        false,
        null);
  }

  private byte[] kept(RepositoryName repository, Digest digest) {
    byte[] bytes = asked(client -> client.fetchManifest(repository, Reference.of(digest)).bytes());
    cache.put(digest, bytes);
    return bytes;
  }

  private static Descriptor layer(DesiredExtension.Chart chart, Manifest manifest) {
    Descriptor layer =
        manifest.blobs().stream()
            .filter(blob -> blob.mediaType().equals(CHART_LAYER))
            .findFirst()
            .orElseThrow(() -> none(chart, "it has no layer of a chart"));
    if (layer.size() > MAX_CHART_BYTES) {
      throw none(chart, "it is larger than %d bytes".formatted(MAX_CHART_BYTES));
    }
    return layer;
  }

  private static ChartException none(DesiredExtension.Chart chart, String why) {
    return new ChartException(
        "%s %s is no chart: %s".formatted(chart.repository(), chart.version(), why), false, null);
  }

  private static byte[] read(RegistryClient client, RepositoryName repository, Descriptor layer) {
    ByteBuffer bytes = ByteBuffer.allocate((int) layer.size());
    try (BlobStream stream = client.openBlob(repository, layer, 0)) {
      while (bytes.hasRemaining() && stream.read(bytes) >= 0) {
        // The stream fills what is left.
      }
    }
    if (!Digest.ofBytes(bytes.array()).equals(layer.digest())) {
      throw new ChartException(
          "%s came with other bytes than %s".formatted(repository, layer.digest()), true, null);
    }
    return bytes.array();
  }

  /** A password may be of an earlier enrolment, or of a hub that has another key now. */
  private <T> T asked(Function<RegistryClient, T> question) {
    AgentCredentials first = account.credentials();
    try {
      return asked(question, first);
    } catch (RegistryException failure) {
      if (failure.kind() != RegistryException.Kind.UNAUTHORIZED) {
        throw failure;
      }
      account.refused(first);
      return asked(question, account.credentials());
    }
  }

  private <T> T asked(Function<RegistryClient, T> question, AgentCredentials valid) {
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(URI.create("https://" + valid.loginServer()))
            .withTls(account.trust())
            .withProxy(proxy)
            .withCredentials(new Credentials(valid.username(), valid.password()));
    try (RegistryClient client = RegistryClient.create(endpoint, ClientSettings.defaults())) {
      return question.apply(client);
    }
  }
}
