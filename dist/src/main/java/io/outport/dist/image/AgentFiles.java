package io.outport.dist.image;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What the image of the agent has beside the others' files: its own jars, and Helm. */
final class AgentFiles {
  /** Below the folder of all jars, of those that nothing but the agent needs. */
  static final String FOLDER = "agent";

  private static final String LIBRARY = "native/helm-linux-amd64.so";
  private static final String PLACE = ImageJars.FOLDER + "/" + LIBRARY;

  /** Tells the agent where Helm lies in the image. */
  static final String OPTION = "-Doutport.helm.library=/" + PLACE;

  private AgentFiles() {}

  /** Helm's library as a layer. */
  static LayerSource helm(Path jars, Platform platform) throws IOException {
    if (platform != Platform.AMD64) {
      throw refusal(
          "there is no agent's image for %s: Helm's library is there for %s alone"
              .formatted(platform, Platform.AMD64));
    }
    Path library = jars.resolve(LIBRARY);
    if (!Files.isRegularFile(library)) {
      throw refusal(
          "this installation has no %s, which the agent's image needs".formatted(library));
    }
    String key = new InputHash("helm").file(library).key();
    return new LayerSource(
        key,
        () -> {
          List<ImageFile> entries = new ArrayList<>(ImageFile.foldersTo(PLACE));
          entries.add(
              new ImageFile(PLACE, ImageFile.PROGRAM, new ImageFile.Content.Bytes(library)));
          return entries;
        });
  }

  private static Refusal refusal(String words) {
    return new Refusal(Refusal.Exit.USAGE, words);
  }
}
