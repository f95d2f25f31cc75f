package io.outport.cli;

import io.outport.cli.artifact.ArtifactPush;
import io.outport.cli.artifact.ChartArchive;
import io.outport.cli.artifact.OciLayout;
import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ExtensionVersion;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.RepositoryName;
import io.outport.oci.model.Tag;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Puts what clusters install into the hub's registry. */
@Command(
    name = "publish",
    description = {
      "Put the charts and images that clusters install into the hub's registry.",
      "",
      "Without --chart, the connected registry's own chart. A chart names the image that it runs:"
          + " the one of --image, or the one of this version that was published before. A repeat"
          + " sends only what is not there."
    },
    footer = {
      "",
      "Example:",
      "  outport image build --output image",
      "  outport image build --agent --output agent-image",
      "  outport hub publish --image image --agent-image agent-image"
    })
public final class HubPublishCommand implements Runnable {
  /** Names the image that a chart runs, as repository and digest. */
  static final String IMAGE_ANNOTATION = "io.outport.image";

  /** The chart of the extension type that every hub has. */
  static final String OWN_CHART = "connected-registry";

  /** What 'outport image build --agent' has an image start with, and no other. */
  private static final String AGENT_OPTION = "-Doutport.helm.library=";

  private static final List<String> TITLES = List.of("Repository", "Tag", "Digest");

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();

  @Option(
      names = "--chart",
      paramLabel = "FILE|DIR",
      description = "A chart's folder, or a packed chart; default the connected registry's own.")
  private @Nullable Path chart;

  @Option(
      names = "--image",
      paramLabel = "DIR",
      description = "OCI layout of the image that sites run; goes to outport/connected-registry.")
  private @Nullable Path image;

  @Option(
      names = "--agent-image",
      paramLabel = "DIR",
      description = "OCI layout of the image that clusters' agents run; goes to outport/agent.")
  private @Nullable Path agentImage;

  @Option(
      names = "--release-train",
      paramLabel = "TRAIN",
      description = "Which clusters get the chart by themselves; default ${DEFAULT-VALUE}.")
  private String train = ExtensionVersion.STABLE;

  /** Made by picocli. */
  public HubPublishCommand() {}

  /** What is in the registry now. */
  record Pushed(String repository, String tag, String digest) {
    static Pushed of(RepositoryName repository, Tag tag, Digest digest) {
      return new Pushed(repository.value(), tag.value(), digest.toString());
    }

    List<String> row() {
      return List.of(repository, tag, digest);
    }
  }

  @Override
  public void run() {
    // What was misnamed is said before anything is sent.
    ChartArchive archive =
        ChartArchive.read(chart == null ? CarriedCharts.folder(OWN_CHART) : chart);
    OciLayout site = image == null ? null : OciLayout.at(image);
    OciLayout agent = agentImage == null ? null : agent(agentImage);
    HubContext context = hub.context();
    try (HubClient client = hub.open()) {
      List<Pushed> all =
          HubRegistry.with(context, client, registry -> push(registry, archive, site, agent));
      show(all, output);
    }
  }

  /** Clusters' agents would be replaced by what cannot be one. */
  private static OciLayout agent(Path folder) {
    OciLayout layout = OciLayout.at(folder);
    if (!layout.isStartedWith(AGENT_OPTION)) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--agent-image %s is no image of the agent: make one with 'outport image build --agent --output DIR'"
              .formatted(folder));
    }
    return layout;
  }

  static void show(List<Pushed> all, Output output) {
    output.list(all, TITLES, all.stream().map(Pushed::row).toList());
  }

  private List<Pushed> push(
      RegistryClient registry,
      ChartArchive archive,
      @Nullable OciLayout site,
      @Nullable OciLayout agent) {
    ArtifactPush push = new ArtifactPush(registry);
    List<Pushed> all = new ArrayList<>();
    Tag own = Published.ownTag();
    if (agent != null) {
      output.say("pushing %s".formatted(Published.AGENT_IMAGE));
      all.add(Pushed.of(Published.AGENT_IMAGE, own, push.image(agent, Published.AGENT_IMAGE, own)));
    }
    if (site != null) {
      output.say("pushing %s".formatted(Published.SITE_IMAGE));
      all.add(Pushed.of(Published.SITE_IMAGE, own, push.image(site, Published.SITE_IMAGE, own)));
    }
    Map<String, String> annotations = annotations(registry, archive, own);
    RepositoryName charts = Published.chart(archive.name());
    Tag version = Published.tag(archive.version());
    output.say("pushing %s".formatted(charts));
    all.add(Pushed.of(charts, version, push.chart(archive, charts, version, annotations)));
    return all;
  }

  private Map<String, String> annotations(RegistryClient registry, ChartArchive archive, Tag own) {
    Map<String, String> annotations = new LinkedHashMap<>();
    annotations.put(ExtensionVersion.TRAIN_ANNOTATION, train);
    if (!archive.name().equals(OWN_CHART)) {
      return annotations;
    }
    registry
        .resolve(Published.SITE_IMAGE, own)
        .map(Descriptor::digest)
        .ifPresentOrElse(
            digest ->
                annotations.put(IMAGE_ANNOTATION, "%s@%s".formatted(Published.SITE_IMAGE, digest)),
            () ->
                output.warn(
                    "the hub has no image %s:%s, so clusters cannot run this chart: publish again with --image"
                        .formatted(Published.SITE_IMAGE, own)));
    return annotations;
  }
}
