package io.outport.dist;

import io.outport.registry.content.MissingContent;
import picocli.CommandLine.Option;

/** Whether a server takes images that are not whole. */
final class MissingLayersOption {
  @Option(
      names = {"--allow-missing-layers"},
      description =
          "Take pushed images whose layers are missing, as the OCI specification allows; such an"
              + " image cannot be pulled until they come. Without it they are refused.")
  private boolean allowed;

  MissingContent choice() {
    return allowed ? MissingContent.ACCEPTED : MissingContent.DEFAULT;
  }
}
