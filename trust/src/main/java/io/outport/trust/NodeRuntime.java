package io.outport.trust;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The container runtime of a node, as its files and its socket show it.
 *
 * @param layout which kind of node it is
 * @param version what the running containerd says, such as {@code v1.7.20}; empty if it is silent
 * @param config its configuration
 * @param imports what its configuration imports
 */
record NodeRuntime(
    NodeLayout layout, String version, ContainerdConfig config, List<ImportedConfig> imports) {
  private static final String VERSION_CALL = "/runtime.v1.RuntimeService/Version";
  private static final int RUNTIME_NAME = 2;
  private static final int RUNTIME_VERSION = 3;

  /**
   * Looks at a node.
   *
   * @throws TrustProblemOnNode where there is no containerd
   */
  static NodeRuntime of(TrustSettings settings, HostFiles files) throws IOException {
    HostRoot root = settings.root();
    for (NodeLayout each : NodeLayout.KNOWN) {
      Path config = root.locate(each.config());
      Path socket = root.locate(each.socket());
      boolean there = Files.exists(config) || (!each.makesItsOwnConfig() && Files.exists(socket));
      if (there) {
        String text = files.read(config).map(b -> new String(b, StandardCharsets.UTF_8)).orElse("");
        return new NodeRuntime(
            each,
            version(settings, socket),
            new ContainerdConfig(text),
            ImportedConfig.of(root, files, each.config(), text));
      }
    }
    throw new TrustProblemOnNode(
        "no containerd on this node (%s): take the node out with trustDistribution.useNodeSelector=true"
            .formatted(NodeLayout.PLAIN.socket()));
  }

  private static String version(TrustSettings settings, Path socket) {
    if (!Files.exists(socket)) {
      return "";
    }
    try {
      CriCall.Answer answer =
          new CriCall(socket, settings.patience())
              .call(VERSION_CALL, new Protobuf().text(1, "v1").toBytes());
      return Protobuf.text(answer.message(), RUNTIME_NAME).orElse("").equals("containerd")
          ? Protobuf.text(answer.message(), RUNTIME_VERSION).orElse("")
          : "";
    } catch (IOException e) {
      return "";
    }
  }

  /**
   * The folders below which an entry must stand so that containerd reads it now; empty where it
   * looks in none. Pulls by containerd's transfer service (2.x) take a list of folders, also the
   * built-in one, for the name of a single folder (containerd issue 12415), so there an entry goes
   * under that name, too: no restart is needed, and a mended containerd reads the first.
   */
  List<String> hostFolders() {
    List<String> looked = lookedIn();
    if (looked.size() < 2) {
      return looked;
    }
    String first = looked.getFirst();
    return version.startsWith("v1.") ? List.of(first) : List.of(first, String.join(":", looked));
  }

  private List<String> lookedIn() {
    List<String> set =
        Stream.concat(imports.reversed().stream().map(ImportedConfig::config), Stream.of(config))
            .map(ContainerdConfig::hostFolders)
            .filter(each -> !each.isEmpty())
            .findFirst()
            .orElse(List.of());
    if (!set.isEmpty()) {
      return set;
    }
    return readsFoldersUnasked() ? layout.hostFolders() : List.of();
  }

  /**
   * Whether it is not known where it looks: its configuration names no folder, and only the version
   * of a running one tells whether it needs one.
   */
  boolean isUnknown() {
    return version.isEmpty() && lookedIn().isEmpty();
  }

  /**
   * Sees that a folder can be named in its configuration and it still starts.
   *
   * @throws TrustProblemOnNode where that is a person's to do, with the line and its place
   */
  void checkThatItCanBeTold() {
    String folder = layout.hostFolders().getFirst();
    Stream.concat(Stream.of(new ImportedConfig(layout.config(), config)), imports.stream())
        .filter(each -> each.config().usesOldRegistrySettings())
        .findFirst()
        .ifPresent(each -> refuse(oldWay(each.path(), folder)));
    config
        .lineBesideWhichNoTableMayStand()
        .ifPresent(line -> refuse(byHand("sets the registry in line %d".formatted(line), folder)));
    if (!imports.isEmpty()) {
      String files = imports.stream().map(ImportedConfig::path).collect(Collectors.joining(", "));
      refuse(byHand("imports %s, which may set the same".formatted(files), folder));
    }
  }

  private static void refuse(String words) {
    throw new TrustProblemOnNode(words);
  }

  private static String oldWay(String path, String folder) {
    return ("%s sets registry mirrors or certificates the old way, beside which containerd takes no"
            + " host folders: move them to %s, then the node is taken up by itself")
        .formatted(path, folder);
  }

  private String byHand(String why, String folder) {
    return ("%s %s, so it was left as it is: set config_path = \"%s\" by hand, as in %s, where that"
            + " plugin is set already, and restart containerd; then the node is taken up by itself")
        .formatted(layout.config(), why, folder, config.registryTable());
  }

  private boolean readsFoldersUnasked() {
    String[] parts = version.replaceFirst("^v", "").split("[.]", -1);
    if (layout.makesItsOwnConfig() || parts.length < 2 || !parts[0].matches("\\d{1,4}")) {
      return layout.makesItsOwnConfig();
    }
    int major = Integer.parseInt(parts[0]);
    int minor = parts[1].matches("\\d{1,4}") ? Integer.parseInt(parts[1]) : 0;
    return major > 2 || (major == 2 && minor >= 2);
  }

  @Override
  public String toString() {
    return (layout.name() + " " + version).strip();
  }
}
