package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;

/**
 * Builds Outport's own image into an OCI layout. Layers whose inputs have not changed are taken
 * from the layout that is there; when none has, the whole layout is.
 */
public final class ImageBuilder {
  private static final int WRITERS = 2;

  private final Path javaHome;
  private final List<String> modules;
  private final Kind kind;

  private ImageBuilder(Path javaHome, List<String> modules, Kind kind) {
    this.javaHome = javaHome;
    this.modules = List.copyOf(modules);
    this.kind = kind;
  }

  /** What an image is for. */
  private enum Kind {
    /** Hub, site and nodes. */
    SITE,
    /** A cluster's agent as well. */
    AGENT
  }

  /** A builder that links its runtime from this JDK. */
  public static ImageBuilder of(Path javaHome) {
    return new ImageBuilder(javaHome, RuntimeLink.MODULES, Kind.SITE);
  }

  /** As above, of an image with the agent, whose jars and Helm lie in folders beside the others. */
  public static ImageBuilder agent(Path javaHome) {
    return new ImageBuilder(javaHome, RuntimeLink.MODULES, Kind.AGENT);
  }

  static ImageBuilder of(Path javaHome, List<String> modules) {
    return new ImageBuilder(javaHome, modules, Kind.SITE);
  }

  static ImageBuilder agent(Path javaHome, List<String> modules) {
    return new ImageBuilder(javaHome, modules, Kind.AGENT);
  }

  /**
   * Builds the image of the jars in a folder.
   *
   * @param output the layout's folder; what is there is replaced at once when the new one is whole
   */
  public BuiltImage build(Path jars, Path output) throws IOException {
    Path target = output.toAbsolutePath();
    Path parent = Files.createDirectories(target.resolveSibling(".").normalize());
    Path work = Files.createTempDirectory(parent, "image");
    try {
      List<LayerSource> sources = sources(jars, work);
      Map<String, Layer> kept = KeptLayers.read(target);
      if (isWhole(target) && kept.keySet().equals(keys(sources))) {
        return read(target, true);
      }
      Path layout = work.resolve("layout");
      write(sources, kept, target, layout);
      FileTrees.delete(target);
      Files.move(layout, target, StandardCopyOption.ATOMIC_MOVE);
      return read(target, false);
    } finally {
      FileTrees.delete(work);
    }
  }

  private List<LayerSource> sources(Path jars, Path work) throws IOException {
    ImageJars all = ImageJars.in(jars);
    Path slim = work.resolve("jars");
    LayerSource system = SystemLibraries.layer(javaHome);
    LayerSource runtime = RuntimeLink.layer(javaHome, modules, work.resolve("runtime"));
    if (kind == Kind.SITE) {
      return List.of(system, runtime, all.layer(false, slim), all.layer(true, slim));
    }
    ImageJars agent = ImageJars.in(jars.resolve(AgentFiles.FOLDER));
    return List.of(
        system,
        runtime,
        AgentFiles.helm(jars),
        all.layer(false, slim),
        agent.layer(false, slim),
        all.and(agent).layer(true, slim));
  }

  private void write(List<LayerSource> sources, Map<String, Layer> kept, Path earlier, Path layout)
      throws IOException {
    Path blobs = Files.createDirectories(blobs(layout));
    List<Layer> layers = writeLayers(sources, kept, blobs(earlier), blobs);
    Descriptor config = blob(config(layers), MediaType.OCI_CONFIG, blobs);
    Descriptor manifest =
        blob(ImageDocuments.manifest(config, layers), MediaType.OCI_MANIFEST, blobs);
    Map<String, Layer> byKey = new TreeMap<>();
    for (int i = 0; i < layers.size(); i++) {
      byKey.put(sources.get(i).key(), layers.get(i));
    }
    KeptLayers.write(layout, byKey);
    Files.writeString(layout.resolve("oci-layout"), ImageDocuments.LAYOUT);
    Files.write(layout.resolve("index.json"), ImageDocuments.index(manifest));
  }

  private byte[] config(List<Layer> layers) {
    return ImageDocuments.config(
        layers, kind == Kind.AGENT ? List.of(AgentFiles.OPTION) : List.of());
  }

  /** A few at a time: compression takes most of the build. */
  private static List<Layer> writeLayers(
      List<LayerSource> sources, Map<String, Layer> kept, Path earlier, Path blobs)
      throws IOException {
    try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
      List<Callable<Layer>> tasks = new ArrayList<>();
      for (LayerSource source : sources) {
        Optional<Layer> layer = Optional.ofNullable(kept.get(source.key()));
        tasks.add(
            () ->
                layer.isPresent()
                    ? layer.get().copied(earlier, blobs)
                    : Layer.write(source.contents().list(), blobs));
      }
      List<Layer> layers = new ArrayList<>();
      for (Future<Layer> each : pool.invokeAll(tasks)) {
        layers.add(each.get());
      }
      return layers;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException told) {
        // Words for the user, such as that there is no jlink, must reach them as they are.
        throw told;
      }
      throw new IOException("cannot write a layer: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing layers", e);
    }
  }

  private static Set<String> keys(List<LayerSource> sources) {
    return sources.stream().map(LayerSource::key).collect(Collectors.toSet());
  }

  private static Descriptor blob(byte[] bytes, String mediaType, Path blobs) throws IOException {
    Digest digest = Digest.ofBytes(bytes);
    Files.write(blobs.resolve(digest.hex()), bytes);
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  private static boolean isWhole(Path layout) {
    return Files.exists(layout.resolve("index.json"));
  }

  private BuiltImage read(Path layout, boolean reused) throws IOException {
    Digest digest = ImageDocuments.manifestOf(Files.readAllBytes(layout.resolve("index.json")));
    byte[] bytes = Files.readAllBytes(blobs(layout).resolve(digest.hex()));
    Manifest manifest = Manifest.parse(MediaType.OCI_MANIFEST, bytes);
    return new BuiltImage(
        layout,
        Descriptor.of(MediaType.OCI_MANIFEST, digest, bytes.length),
        manifest.blobs().stream().mapToLong(Descriptor::size).sum(),
        SystemLibraries.areComplete(javaHome),
        reused);
  }

  private static Path blobs(Path layout) {
    return layout.resolve("blobs").resolve("sha256");
  }
}
