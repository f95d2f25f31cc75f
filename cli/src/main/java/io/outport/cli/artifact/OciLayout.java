package io.outport.cli.artifact;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.BlobSource;
import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import io.outport.oci.model.OciException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** An image in a folder (OCI image specification, image-layout.md). */
public final class OciLayout implements ImageSource {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final String REFERENCE = "org.opencontainers.image.ref.name";

  private final Path folder;

  private OciLayout(Path folder) {
    this.folder = folder;
  }

  /**
   * The layout in a folder.
   *
   * @throws Refusal {@code USAGE} where there is none
   */
  public static OciLayout at(Path folder) {
    if (!Files.isRegularFile(folder.resolve("index.json"))) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%s is no OCI layout: it has no index.json; make one with 'outport image build --output DIR'"
              .formatted(folder));
    }
    return new OciLayout(folder);
  }

  /** The one image; an index of all where the folder has one for each of several platforms. */
  @Override
  public Content root() {
    byte[] bytes = read(folder.resolve("index.json"));
    try {
      Manifest index = Manifest.parse(MediaType.OCI_INDEX, bytes);
      if (index.manifests().isEmpty()) {
        throw problem("its index.json names no image");
      }
      if (index.manifests().size() == 1) {
        return manifest(index.manifests().getFirst());
      }
      byte[] unnamed = withoutNames(bytes);
      return new Content(
          Descriptor.of(MediaType.OCI_INDEX, Digest.ofBytes(unnamed), unnamed.length), unnamed);
    } catch (OciException | JacksonException e) {
      throw problem("its index.json is broken");
    }
  }

  @Override
  public Content manifest(Descriptor wanted) {
    byte[] bytes = read(blob(wanted.digest()));
    if (!Digest.ofBytes(wanted.digest().algorithm(), bytes).equals(wanted.digest())) {
      throw problem("%s is not what its name says".formatted(wanted.digest()));
    }
    return new Content(wanted, bytes);
  }

  @Override
  public BlobSource blob(Descriptor wanted) {
    Path file = blob(wanted.digest());
    if (!Files.isRegularFile(file)) {
      throw problem("%s is missing".formatted(wanted.digest()));
    }
    return offset -> {
      InputStream in = Files.newInputStream(file);
      try {
        in.skipNBytes(offset);
      } catch (IOException e) {
        in.close();
        throw e;
      }
      return in;
    };
  }

  /** Whether one of its images is started with a word that begins so. */
  public boolean isStartedWith(String option) {
    try {
      return isStartedWith(option, root());
    } catch (OciException | JacksonException e) {
      throw problem("a manifest or a configuration in it is broken");
    }
  }

  private boolean isStartedWith(String option, Content image) {
    Manifest manifest = Manifest.parse(image.descriptor().mediaType(), image.bytes());
    return manifest.blobs().stream()
            .filter(each -> each.mediaType().equals(MediaType.OCI_CONFIG))
            .map(each -> JSON.readTree(read(blob(each.digest()))).at("/config/Entrypoint"))
            .flatMap(JsonNode::valueStream)
            .anyMatch(word -> word.asString().startsWith(option))
        || manifest.manifests().stream().anyMatch(each -> isStartedWith(option, manifest(each)));
  }

  /** The names in a folder say nothing in a registry; without them equal images are equal bytes. */
  private static byte[] withoutNames(byte[] bytes) {
    ObjectNode index = (ObjectNode) JSON.readTree(bytes);
    index.put("mediaType", MediaType.OCI_INDEX);
    for (JsonNode each : index.path("manifests")) {
      if (each.path("annotations") instanceof ObjectNode annotations) {
        annotations.remove(List.of(REFERENCE));
        if (annotations.isEmpty()) {
          ((ObjectNode) each).remove("annotations");
        }
      }
    }
    return JSON.writeValueAsBytes(index);
  }

  private Path blob(Digest digest) {
    return folder.resolve("blobs").resolve(digest.algorithm().label()).resolve(digest.hex());
  }

  private byte[] read(Path file) {
    try {
      if (Files.size(file) > Manifest.MAX_BYTES) {
        throw problem("%s is too large for a manifest".formatted(file.getFileName()));
      }
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw problem("%s cannot be read".formatted(file.getFileName()));
    }
  }

  private Refusal problem(String words) {
    return new Refusal(
        Refusal.Exit.USAGE,
        "OCI layout %s cannot be used: %s; make it anew".formatted(folder, words));
  }
}
