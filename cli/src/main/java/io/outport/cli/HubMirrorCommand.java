package io.outport.cli;

import io.outport.cli.artifact.ArtifactPush;
import io.outport.cli.artifact.ChartArchive;
import io.outport.cli.artifact.ImageSource;
import io.outport.cli.artifact.OciLayout;
import io.outport.cli.artifact.RemoteChart;
import io.outport.cli.artifact.RemoteImage;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ExtensionVersion;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Brings charts and images of others into the hub's registry. */
@Command(
    name = "mirror",
    description = {
      "Bring a chart of somebody else's, and the images that it runs, into the hub's registry.",
      "",
      "Clusters then need nothing but the hub. Charts go to charts/NAME, images to mirror/ and the"
          + " path that they had. With --extension-type the chart can be installed as that type."
    },
    footer = {
      "",
      "Examples:",
      "  outport hub mirror --chart cert-manager-v1.16.2.tgz \\",
      "    --image quay.io/jetstack/cert-manager-controller:v1.16.2",
      "  outport hub mirror --chart oci://registry.example.org/charts/shop:2.1.0 \\",
      "    --extension-type example.shop --namespace shop",
      "  outport hub mirror --image registry.example.org/team/shop:2 \\",
      "    --source-username reader --source-password - < password.txt"
    })
public final class HubMirrorCommand implements Runnable {
  private static final String OCI = "oci://";

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final ForeignRegistries registries = new ForeignRegistries();

  @Option(
      names = "--chart",
      paramLabel = "FILE|DIR|oci://HOST/REPOSITORY:VERSION",
      description = "The chart: packed, a folder, or in another registry.")
  private @Nullable String chart;

  @Option(
      names = "--image",
      arity = "1..*",
      paramLabel = "REFERENCE[=DIR]",
      description =
          "Images that it runs, such as quay.io/jetstack/cert-manager-controller:v1.16.2; from the"
              + " OCI layout in DIR where one is given.")
  private List<String> images = List.of();

  @Option(
      names = "--release-train",
      paramLabel = "TRAIN",
      description = "The chart's train; default ${DEFAULT-VALUE}.")
  private String train = ExtensionVersion.STABLE;

  @Option(
      names = "--extension-type",
      paramLabel = "TYPE",
      description = "Make the chart an extension type of this name, such as example.shop.")
  private @Nullable String type;

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Where that type is installed by default; the chart's name if left out.")
  private @Nullable String namespace;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "cluster (default) or namespace: what an extension of that type is for.")
  private String scope = "cluster";

  /** Made by picocli. */
  public HubMirrorCommand() {}

  /** An image to bring: where to, and from where. */
  private record Wanted(ForeignReference reference, @Nullable OciLayout layout) {}

  @Override
  public void run() {
    if (chart == null && images.isEmpty()) {
      throw usage("nothing to bring: name --chart, --image or both");
    }
    if (chart == null && (type != null || namespace != null)) {
      throw usage("an extension type is made of a chart: name it with --chart");
    }
    if (namespace != null && type == null) {
      throw usage("--namespace is an extension type's: give --extension-type, or leave it out");
    }
    boolean whole =
        Choices.one("--scope", scope, List.of("cluster", "namespace")).equals("cluster");
    List<Wanted> wanted = images.stream().map(HubMirrorCommand::wanted).toList();
    ForeignReference remote =
        chart != null && chart.startsWith(OCI)
            ? ForeignReference.parse(chart.substring(OCI.length()))
            : null;
    registries.signIn(hosts(wanted, remote));
    ChartArchive archive = chart == null ? null : read(chart, remote);
    if (archive != null && archive.name().equals(HubPublishCommand.OWN_CHART)) {
      throw usage(
          "'%s' is the name of the hub's own chart, which 'outport hub publish' brings"
              .formatted(archive.name()));
    }
    HubContext context = hub.context();
    try (HubClient client = hub.open()) {
      List<HubPublishCommand.Pushed> all =
          HubRegistry.pushing(context, client, push -> push(push, archive, wanted));
      if (archive != null && type != null) {
        register(client, archive, type, whole);
      }
      HubPublishCommand.show(all, output);
    }
  }

  private List<HubPublishCommand.Pushed> push(
      ArtifactPush push, @Nullable ChartArchive archive, List<Wanted> wanted) {
    List<HubPublishCommand.Pushed> all = new ArrayList<>();
    for (Wanted each : wanted) {
      all.add(push(push, each));
    }
    if (archive != null) {
      RepositoryName repository = Published.chart(archive.name());
      Tag tag = Published.tag(archive.version());
      output.say("pushing %s".formatted(repository));
      Map<String, String> annotations = Map.of(ExtensionVersion.TRAIN_ANNOTATION, train);
      all.add(
          HubPublishCommand.Pushed.of(
              repository, tag, push.chart(archive, repository, tag, annotations)));
    }
    return all;
  }

  private HubPublishCommand.Pushed push(ArtifactPush push, Wanted wanted) {
    RepositoryName repository = wanted.reference.mirror();
    Tag tag = wanted.reference.tag();
    output.say("pushing %s".formatted(repository));
    if (wanted.layout != null) {
      return HubPublishCommand.Pushed.of(
          repository, tag, push.image(wanted.layout, repository, tag));
    }
    return registries.with(
        wanted.reference,
        registry -> {
          ImageSource source = new RemoteImage(registry, wanted.reference.repository(), tag);
          return HubPublishCommand.Pushed.of(repository, tag, push.image(source, repository, tag));
        });
  }

  private void register(HubClient client, ChartArchive archive, String name, boolean whole) {
    ExtensionType.Properties properties =
        ExtensionType.Properties.asked(
            Published.chart(archive.name()).value(),
            namespace == null ? archive.name() : namespace,
            whole);
    client.putExtensionType(name, new ExtensionType(null, null, null, properties));
    output.say(
        "extension type '%s' is there: outport k8s-extension create --extension-type %s"
            .formatted(name, name));
  }

  private ChartArchive read(String place, @Nullable ForeignReference remote) {
    return remote == null
        ? ChartArchive.read(Path.of(place))
        : registries.with(
            remote, registry -> RemoteChart.fetch(registry, remote.repository(), remote.tag()));
  }

  /** The registries that are read. */
  private static Set<String> hosts(List<Wanted> wanted, @Nullable ForeignReference remote) {
    return Stream.concat(
            Stream.ofNullable(remote),
            wanted.stream().filter(each -> each.layout == null).map(Wanted::reference))
        .map(ForeignReference::host)
        .collect(Collectors.toSet());
  }

  private static Wanted wanted(String text) {
    int equals = text.indexOf('=');
    return equals < 0
        ? new Wanted(ForeignReference.parse(text), null)
        : new Wanted(
            ForeignReference.parse(text.substring(0, equals)),
            OciLayout.at(Path.of(text.substring(equals + 1))));
  }

  private static Refusal usage(String words) {
    return new Refusal(Refusal.Exit.USAGE, words);
  }
}
