package io.outport.dist.image;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.DigestAlgorithm;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Builds Outport's own image into an OCI layout, or takes the one that is there already. */
public final class ImageBuilder {
  /** Where the jars lie inside the image. */
  static final String LIB = "opt/outport/lib";

  static final String RUNTIME = "opt/outport/runtime";
  static final String TAG = "latest";

  private static final String OURS = "outport-";
  private static final String USER = "65532";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Path javaHome;
  private final List<String> modules;

  private ImageBuilder(Path javaHome, List<String> modules) {
    this.javaHome = javaHome;
    this.modules = List.copyOf(modules);
  }

  /** A builder that links its runtime from this JDK. */
  public static ImageBuilder of(Path javaHome) {
    return new ImageBuilder(javaHome, RuntimeLink.MODULES);
  }

  static ImageBuilder of(Path javaHome, List<String> modules) {
    return new ImageBuilder(javaHome, modules);
  }

  /**
   * Builds the image of the jars in a folder.
   *
   * @param output the layout's folder; what is there is replaced at once when the new one is whole
   */
  public BuiltImage build(Path jars, Path output) throws IOException {
    String inputs = inputs(jars);
    Optional<BuiltImage> earlier = findEarlier(output, inputs);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    Files.createDirectories(output.toAbsolutePath().getParent());
    Path fresh = Files.createTempDirectory(output.toAbsolutePath().getParent(), "image");
    try {
      write(jars, fresh.resolve("layout"), fresh.resolve("runtime"));
      Files.writeString(fresh.resolve("layout/inputs"), inputs);
      deleteTree(output);
      Files.move(fresh.resolve("layout"), output, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      deleteTree(fresh);
    }
    return read(output, false);
  }

  private void write(Path jars, Path layout, Path runtime) throws IOException {
    Path blobs = Files.createDirectories(layout.resolve("blobs/sha256"));
    RuntimeLink.make(javaHome, modules, runtime);
    List<Layer> layers =
        writeLayers(
            List.of(
                system(), ImageFile.tree(RUNTIME, runtime), jars(jars, false), jars(jars, true)),
            blobs);
    Descriptor config = blob(config(layers), MediaType.OCI_CONFIG, blobs);
    Descriptor manifest = blob(manifest(config, layers), MediaType.OCI_MANIFEST, blobs);
    Files.writeString(layout.resolve("oci-layout"), "{\"imageLayoutVersion\":\"1.0.0\"}");
    Files.write(layout.resolve("index.json"), index(manifest));
  }

  /** Two at a time: compression takes most of the build. */
  private static List<Layer> writeLayers(List<List<ImageFile>> contents, Path blobs)
      throws IOException {
    try (ExecutorService pool = Executors.newFixedThreadPool(2)) {
      List<Callable<Layer>> tasks =
          contents.stream().map(each -> (Callable<Layer>) () -> Layer.write(each, blobs)).toList();
      List<Layer> layers = new ArrayList<>();
      for (Future<Layer> each : pool.invokeAll(tasks)) {
        layers.add(each.get());
      }
      return layers;
    } catch (ExecutionException e) {
      throw new IOException("cannot write a layer", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while writing layers", e);
    }
  }

  private static List<ImageFile> system() {
    List<ImageFile> entries = new ArrayList<>(SystemLibraries.find());
    entries.add(ImageFile.folder("etc"));
    entries.add(ImageFile.text("etc/passwd", "outport:x:65532:65532::/tmp:/sbin/nologin\n"));
    entries.add(ImageFile.text("etc/group", "outport:x:65532:\n"));
    entries.add(ImageFile.text("etc/nsswitch.conf", "hosts: files dns\n"));
    entries.add(new ImageFile("tmp/", ImageFile.OPEN_FOLDER, new ImageFile.Content.Folder()));
    return entries;
  }

  private static List<ImageFile> jars(Path folder, boolean ours) throws IOException {
    List<ImageFile> entries = new ArrayList<>(ImageFile.foldersTo(LIB + "/"));
    for (Path jar : listJars(folder)) {
      String name = jar.getFileName().toString();
      if (name.startsWith(OURS) == ours) {
        entries.add(
            new ImageFile(LIB + "/" + name, ImageFile.DATA, new ImageFile.Content.Bytes(jar)));
      }
    }
    return entries;
  }

  private static byte[] config(List<Layer> layers) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("User", USER);
    run.put("ExposedPorts", Map.of("8443/tcp", Map.of()));
    run.put("Env", List.of("PATH=/" + RUNTIME + "/bin", "HOME=/tmp"));
    run.put(
        "Entrypoint",
        List.of(
            "/" + RUNTIME + "/bin/java",
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Djdk.httpclient.receiveBufferSize=262144",
            "-cp",
            "/" + LIB + "/*",
            "io.outport.dist.Outport"));
    run.put("Cmd", List.of("--help"));
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("created", "1970-01-01T00:00:00Z");
    config.put(
        "architecture",
        SystemLibraries.Machine.find().map(SystemLibraries.Machine::architecture).orElse("amd64"));
    config.put("os", "linux");
    config.put("config", run);
    List<String> diffs = layers.stream().map(each -> each.diffId().toString()).toList();
    config.put("rootfs", Map.of("type", "layers", "diff_ids", diffs));
    return JSON.writeValueAsBytes(config);
  }

  private static byte[] manifest(Descriptor config, List<Layer> layers) {
    Map<String, Object> manifest = new LinkedHashMap<>();
    manifest.put("schemaVersion", 2);
    manifest.put("mediaType", MediaType.OCI_MANIFEST);
    manifest.put("config", json(config));
    manifest.put("layers", layers.stream().map(each -> json(each.descriptor())).toList());
    return JSON.writeValueAsBytes(manifest);
  }

  private static byte[] index(Descriptor manifest) {
    Map<String, Object> entry = json(manifest);
    entry.put("annotations", Map.of("org.opencontainers.image.ref.name", TAG));
    Map<String, Object> index = new LinkedHashMap<>();
    index.put("schemaVersion", 2);
    index.put("mediaType", MediaType.OCI_INDEX);
    index.put("manifests", List.of(entry));
    return JSON.writeValueAsBytes(index);
  }

  private static Map<String, Object> json(Descriptor descriptor) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("mediaType", descriptor.mediaType());
    fields.put("digest", descriptor.digest().toString());
    fields.put("size", descriptor.size());
    return fields;
  }

  private static Descriptor blob(byte[] bytes, String mediaType, Path blobs) throws IOException {
    Digest digest = Digest.ofBytes(bytes);
    Files.write(blobs.resolve(digest.hex()), bytes);
    return Descriptor.of(mediaType, digest, bytes.length);
  }

  private static Optional<BuiltImage> findEarlier(Path output, String inputs) throws IOException {
    Path kept = output.resolve("inputs");
    return Files.exists(kept) && Files.readString(kept).equals(inputs)
        ? Optional.of(read(output, true))
        : Optional.empty();
  }

  private static BuiltImage read(Path layout, boolean reused) throws IOException {
    JsonNode entry =
        JSON.readTree(Files.readAllBytes(layout.resolve("index.json"))).path("manifests").path(0);
    Digest digest = Digest.parse(entry.path("digest").asString());
    byte[] bytes = Files.readAllBytes(layout.resolve("blobs/sha256").resolve(digest.hex()));
    Manifest manifest = Manifest.parse(MediaType.OCI_MANIFEST, bytes);
    return new BuiltImage(
        layout,
        Descriptor.of(MediaType.OCI_MANIFEST, digest, bytes.length),
        manifest.blobs().stream().mapToLong(Descriptor::size).sum(),
        !SystemLibraries.find().isEmpty(),
        reused);
  }

  /** A digest of everything that the image is made of. */
  private String inputs(Path jars) throws IOException {
    MessageDigest hasher = DigestAlgorithm.SHA256.newHasher();
    for (Path jar : listJars(jars)) {
      hasher.update(jar.getFileName().toString().getBytes(StandardCharsets.UTF_8));
      hasher.update(Files.readAllBytes(jar));
    }
    hasher.update(String.join(",", modules).getBytes(StandardCharsets.UTF_8));
    hasher.update(Files.readAllBytes(javaHome.resolve("release")));
    return HexFormat.of().formatHex(hasher.digest());
  }

  private static List<Path> listJars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> paths = Files.walk(root)) {
      all = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path each : all) {
      Files.delete(each);
    }
  }
}
