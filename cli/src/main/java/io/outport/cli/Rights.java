package io.outport.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Rights on repositories and at gateways, each option as often as wanted. */
final class Rights {
  @Option(
      names = {"--repository"},
      paramLabel = "REPOSITORY ACTION...",
      parameterConsumer = Grant.Consumer.class,
      description =
          "What it grants; repeatable. Actions: content/read content/write content/delete"
              + " metadata/read metadata/write.")
  private List<Grant> repositories = new ArrayList<>();

  @Option(
      names = {"--gateway"},
      paramLabel = "SITE ACTION...",
      parameterConsumer = GatewayGrant.Consumer.class,
      description =
          "What it grants at the gateway of a site's parent; repeatable. Actions: config/read"
              + " config/write message/read message/write.")
  private List<GatewayGrant> gateways = new ArrayList<>();

  boolean isEmpty() {
    return repositories.isEmpty() && gateways.isEmpty();
  }

  /** The scope map's lines, each once. */
  List<String> lines() {
    return lines(repositories, gateways);
  }

  static List<String> lines(List<Grant> repositories, List<GatewayGrant> gateways) {
    return Stream.concat(
            repositories.stream().flatMap(Grant::lines),
            gateways.stream().flatMap(GatewayGrant::lines))
        .distinct()
        .toList();
  }
}
