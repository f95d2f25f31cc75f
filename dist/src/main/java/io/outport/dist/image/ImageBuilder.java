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
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
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
  private static final String INDEX = "index.json";
  private static final int WRITERS = 2;

  private final List<Target> targets;
  private final List<String> modules;
  private final Kind kind;

  private ImageBuilder(List<Target> targets, List<String> modules, Kind kind) {
    this.targets = List.copyOf(targets);
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

  /** A builder for these platforms, of which there is one at least. */
  public static ImageBuilder of(List<Target> targets) {
    return new ImageBuilder(targets, RuntimeLink.MODULES, Kind.SITE);
  }

  /** As above, of an image with the agent, whose jars and Helm lie in folders beside the others. */
  public static ImageBuilder agent(List<Target> targets) {
    return new ImageBuilder(targets, RuntimeLink.MODULES, Kind.AGENT);
  }

  static ImageBuilder of(List<Target> targets, List<String> modules) {
    return new ImageBuilder(targets, modules, Kind.SITE);
  }

  static ImageBuilder agent(List<Target> targets, List<String> modules) {
    return new ImageBuilder(targets, modules, Kind.AGENT);
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
      SequencedMap<Platform, List<LayerSource>> sources = new LinkedHashMap<>();
      for (Target each : targets) {
        Path own = Files.createDirectory(work.resolve(each.platform().architecture()));
        sources.put(each.platform(), sources(each, jars, own));
      }
      Map<String, Layer> kept = KeptLayers.read(target);
      if (isWhole(target) && kept.keySet().equals(keys(sources.values()))) {
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

  private List<LayerSource> sources(Target target, Path jars, Path work) throws IOException {
    Platform platform = target.platform();
    ImageJars all = ImageJars.in(jars, platform);
    Path slim = work.resolve("jars");
    LayerSource system = SystemLibraries.layer(target);
    LayerSource runtime = RuntimeLink.layer(target, modules, work.resolve("runtime"));
    if (kind == Kind.SITE) {
      return List.of(system, runtime, all.layer(false, slim), all.layer(true, slim));
    }
    ImageJars agent = ImageJars.in(jars.resolve(AgentFiles.FOLDER), platform);
    return List.of(
        system,
        runtime,
        AgentFiles.helm(jars, platform),
        all.layer(false, slim),
        agent.layer(false, slim),
        all.and(agent).layer(true, slim));
  }

  private void write(
      SequencedMap<Platform, List<LayerSource>> sources,
      Map<String, Layer> kept,
      Path earlier,
      Path layout)
      throws IOException {
    Path blobs = Files.createDirectories(blobs(layout));
    Map<String, Layer> byKey = new TreeMap<>();
    SequencedMap<Platform, Descriptor> manifests = new LinkedHashMap<>();
    for (Map.Entry<Platform, List<LayerSource>> each : sources.entrySet()) {
      List<Layer> layers = writeLayers(each.getValue(), kept, blobs(earlier), blobs);
      manifests.put(each.getKey(), manifest(each.getKey(), layers, blobs));
      for (int i = 0; i < layers.size(); i++) {
        byKey.put(each.getValue().get(i).key(), layers.get(i));
      }
    }
    Descriptor root =
        manifests.size() == 1
            ? manifests.firstEntry().getValue()
            : blob(ImageDocuments.index(manifests), MediaType.OCI_INDEX, blobs);
    KeptLayers.write(layout, byKey);
    Files.writeString(layout.resolve("oci-layout"), ImageDocuments.LAYOUT);
    Files.write(layout.resolve(INDEX), ImageDocuments.layoutIndex(root));
  }

  private Descriptor manifest(Platform platform, List<Layer> layers, Path blobs)
      throws IOException {
    List<String> options = kind == Kind.AGENT ? List.of(AgentFiles.OPTION) : List.of();
    Descriptor config =
        blob(ImageDocuments.config(platform, layers, options), MediaType.OCI_CONFIG, blobs);
    return blob(ImageDocuments.manifest(config, layers), MediaType.OCI_MANIFEST, blobs);
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

  private static Set<String> keys(Collection<List<LayerSource>> sources) {
    return sources.stream().flatMap(List::stream).map(LayerSource::key).collect(Collectors.toSet());
  }

  private static Descriptor blob(byte[] bytes, String mediaType, Path blobs) throws IOException {
    Digest digest = Digest.ofBytes(bytes);
    Files.write(blobs.resolve(digest.hex()), bytes);
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  private static boolean isWhole(Path layout) {
    return Files.exists(layout.resolve(INDEX));
  }

  private BuiltImage read(Path layout, boolean reused) throws IOException {
    Descriptor root =
        Manifest.parse(MediaType.OCI_INDEX, Files.readAllBytes(layout.resolve(INDEX)))
            .manifests()
            .getFirst();
    List<Descriptor> manifests =
        targets.size() == 1 ? List.of(root) : manifest(layout, root).manifests();
    List<BuiltImage.Part> parts = new ArrayList<>();
    boolean runnable = true;
    for (int i = 0; i < targets.size(); i++) {
      Descriptor each = manifests.get(i);
      long bytes = manifest(layout, each).blobs().stream().mapToLong(Descriptor::size).sum();
      parts.add(new BuiltImage.Part(targets.get(i).platform(), each, bytes));
      runnable &= SystemLibraries.areComplete(targets.get(i));
    }
    return new BuiltImage(layout, root, parts, runnable, reused);
  }

  private static Manifest manifest(Path layout, Descriptor named) throws IOException {
    byte[] bytes = Files.readAllBytes(blobs(layout).resolve(named.digest().hex()));
    return Manifest.parse(named.mediaType(), bytes);
  }

  private static Path blobs(Path layout) {
    return layout.resolve("blobs").resolve("sha256");
  }
}
