package io.outport.dist.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.oci.model.Descriptor;
import io.outport.oci.model.Digest;
import io.outport.oci.model.Manifest;
import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The image of two small jars and a runtime of one module, built and read back. */
final class ImageBuilderTest {
  private static final String OURS = "outport-small-1.jar";
  private static final String OTHER = "other-1.jar";
  private static final Path JAVA_HOME = Path.of(System.getProperty("java.home"));
  private static final List<String> MODULES = List.of("java.base");

  @TempDir private static Path folder;

  private static Path jars;
  private static BuiltImage built;

  /** Linking and packing a runtime takes seconds, so that most tests look at one image. */
  @BeforeAll
  static void build() throws IOException {
    jars = jars(folder.resolve("jars"), "ours");
    built = build(jars, folder.resolve("built"));
  }

  @Test
  void hasOneDigestWhereverItIsBuilt() throws IOException {
    Path sameJars = jars(folder.resolve("same jars"), "ours");

    BuiltImage again = build(sameJars, folder.resolve("again"));

    assertThat(again.manifest()).isEqualTo(built.manifest());
    assertThat(again.reused()).isFalse();
    assertThat(files(again.layout())).isEqualTo(files(built.layout()));
  }

  @Test
  void takesTheImageThatIsThereWhenNothingHasChanged() throws IOException {
    BuiltImage again = build(jars, built.layout());

    assertThat(again.reused()).isTrue();
    assertThat(again.manifest()).isEqualTo(built.manifest());
    assertThat(again.bytes()).isEqualTo(built.bytes());
  }

  @Test
  void changesOnlyTheLastLayerWithOurOwnJars() throws IOException {
    Path output = copy(built.layout(), folder.resolve("changed"));

    BuiltImage changed = build(jars(folder.resolve("changed jars"), "ours, changed"), output);

    List<Descriptor> before = layers(built);
    List<Descriptor> after = layers(changed);
    int last = before.size() - 1;
    assertThat(changed.reused()).isFalse();
    assertThat(after.subList(0, last)).isEqualTo(before.subList(0, last));
    assertThat(after.get(last)).isNotEqualTo(before.get(last));
    assertThat(blobNames(changed)).isEqualTo(referenced(changed));
  }

  @Test
  void storesEveryBlobUnderItsDigest() throws IOException {
    assertThat(blobNames(built)).isEqualTo(referenced(built));
    for (Map.Entry<String, Digest> blob : files(built.layout().resolve("blobs")).entrySet()) {
      assertThat(blob.getValue().hex()).isEqualTo(Path.of(blob.getKey()).getFileName().toString());
    }
  }

  @Test
  void countsConfigAndLayers() throws IOException {
    long size = 0;
    for (Descriptor blob : manifest(built).blobs()) {
      size += Files.size(blob(built, blob.digest()));
    }

    assertThat(built.bytes()).isEqualTo(size);
  }

  @Test
  void sortsTheEntriesOfEachLayer() throws IOException {
    for (Descriptor layer : layers(built)) {
      assertThat(entries(built, layer).stream().map(TarArchiveEntry::getName))
          .isNotEmpty()
          .isSorted();
    }
  }

  @Test
  void hidesWhoBuiltItAndWhen() throws IOException {
    for (Descriptor layer : layers(built)) {
      assertThat(entries(built, layer))
          .allSatisfy(
              entry -> {
                assertThat(entry.getLastModifiedTime().toMillis()).isZero();
                assertThat(entry.getLongUserId()).isZero();
                assertThat(entry.getLongGroupId()).isZero();
                assertThat(entry.getUserName()).isEmpty();
                assertThat(entry.getGroupName()).isEmpty();
              });
    }
  }

  @Test
  void letsEveryoneReadAndOnlyProgramsRun() throws IOException {
    Map<String, Integer> modes = new TreeMap<>();
    for (Descriptor layer : layers(built)) {
      entries(built, layer).forEach(entry -> modes.put(entry.getName(), entry.getMode() & 07777));
    }

    assertThat(modes)
        .containsEntry("opt/outport/runtime/bin/java", 0755)
        .containsEntry("opt/outport/lib/" + OURS, 0644)
        .containsEntry("opt/outport/lib/" + OTHER, 0644)
        .containsEntry("opt/outport/lib/", 0755)
        .containsEntry("etc/passwd", 0644)
        .containsEntry("tmp/", 01777);
    modes.remove("tmp/");
    assertThat(modes.values()).containsOnly(0755, 0644);
  }

  @Test
  void namesEveryFolderBeforeWhatIsInIt() throws IOException {
    for (Descriptor layer : layers(built)) {
      List<String> seen = new ArrayList<>(List.of(""));
      for (TarArchiveEntry entry : entries(built, layer)) {
        String path = entry.getName().replaceFirst("/$", "");
        assertThat(seen).contains(path.substring(0, path.lastIndexOf('/') + 1));
        seen.add(entry.getName());
      }
    }
  }

  @Test
  void keepsOurJarsInTheLastLayerAlone() throws IOException {
    List<Descriptor> layers = layers(built);

    assertThat(jarNames(built, layers.getLast())).containsExactly(OURS);
    assertThat(jarNames(built, layers.get(layers.size() - 2))).containsExactly(OTHER);
  }

  @Test
  void leavesOutWhatIsForOtherSystems() throws IOException {
    Path many = jars(folder.resolve("many jars"), "ours");
    writeJar(many.resolve("natives-1-windows-x86_64.jar"), Map.of("a.dll", "x"));
    writeJar(
        many.resolve("sqlite.jar"),
        Map.of("org/sqlite/native/Mac/x86_64/lib", "x", "org/sqlite/JDBC.class", "x"));

    BuiltImage image = build(many, copy(built.layout(), folder.resolve("many")));

    Descriptor others = layers(image).get(layers(image).size() - 2);
    assertThat(jarNames(image, others)).containsExactly(OTHER, "sqlite.jar");
    assertThat(bytesOf(image, others, "sqlite.jar"))
        .contains("JDBC.class")
        .doesNotContain("Mac/x86_64");
  }

  @Test
  void saysHowToRunIt() throws IOException {
    JsonNode config = json(blob(built, manifest(built).blobs().getFirst().digest()));

    assertThat(config.at("/os").asString()).isEqualTo("linux");
    assertThat(config.at("/config/User").asString()).isEqualTo("65532");
    assertThat(config.at("/config/Entrypoint/0").asString())
        .isEqualTo("/opt/outport/runtime/bin/java");
    assertThat(config.at("/created").asString()).isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void namesTheDigestsOfTheUnpackedLayersInOrder() throws IOException {
    JsonNode config = json(blob(built, manifest(built).blobs().getFirst().digest()));

    List<String> expected = new ArrayList<>();
    for (Descriptor layer : layers(built)) {
      try (InputStream in = unpack(built, layer)) {
        expected.add(Digest.ofBytes(in.readAllBytes()).toString());
      }
    }
    assertThat(config.at("/rootfs/diff_ids").valueStream().map(JsonNode::asString))
        .isEqualTo(expected);
  }

  @Test
  void writesAnIndexThatNamesTheImageLatest() throws IOException {
    JsonNode entry = json(built.layout().resolve("index.json")).at("/manifests/0");

    assertThat(entry.at("/digest").asString()).isEqualTo(built.manifest().digest().toString());
    assertThat(entry.at("/size").asLong()).isEqualTo(built.manifest().size());
    assertThat(entry.at("/annotations/org.opencontainers.image.ref.name").asString())
        .isEqualTo("latest");
    assertThat(json(built.layout().resolve("oci-layout")).at("/imageLayoutVersion").asString())
        .isEqualTo("1.0.0");
  }

  @Test
  void saysWhichJavaHasNoLinkerAndLeavesTheFolderAsItWas() throws IOException {
    Path parent = Files.createDirectories(folder.resolve("no linker"));
    Path runtimeOnly = Files.createDirectories(folder.resolve("jre"));
    Files.copy(JAVA_HOME.resolve("release"), runtimeOnly.resolve("release"));
    Files.createFile(Files.createDirectories(runtimeOnly.resolve("lib")).resolve("modules"));
    Path output = Files.createDirectories(parent.resolve("output"));
    Files.writeString(output.resolve("kept"), "kept");

    assertThatThrownBy(
            () ->
                ImageBuilder.of(List.of(new Target(Platform.usual(), runtimeOnly)), MODULES)
                    .build(jars, output))
        .hasStackTraceContaining(runtimeOnly.toString())
        .hasStackTraceContaining("install a JDK 25");

    assertThat(parent).isDirectoryContaining(path -> path.equals(output));
    assertThat(files(parent).keySet()).containsExactly("output/kept");
  }

  @Test
  void saysForWhichPlatformThereIsNoAgent() throws IOException {
    Files.createDirectories(jars.resolve("agent"));
    Path output = folder.resolve("agent");
    List<Target> arm = List.of(new Target(Platform.ARM64, JAVA_HOME));
    List<Target> amd = List.of(new Target(Platform.AMD64, JAVA_HOME));

    assertThatThrownBy(() -> ImageBuilder.agent(arm, MODULES).build(jars, output))
        .hasMessage(
            "there is no agent's image for linux/arm64: Helm's library is there for linux/amd64"
                + " alone");
    assertThatThrownBy(() -> ImageBuilder.agent(amd, MODULES).build(jars, output))
        .hasMessage(
            "this installation has no %s/native/helm-linux-amd64.so, which the agent's image needs"
                .formatted(jars));
    assertThat(output).doesNotExist();
  }

  private static BuiltImage build(Path jars, Path output) throws IOException {
    return ImageBuilder.of(List.of(Target.usual()), MODULES).build(jars, output);
  }

  private static Path jars(Path target, String ours) throws IOException {
    Files.createDirectories(target);
    writeJar(target.resolve(OURS), Map.of("ours.txt", ours));
    writeJar(target.resolve(OTHER), Map.of("other.txt", "other"));
    return target;
  }

  private static void writeJar(Path file, Map<String, String> entries) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> entry : new TreeMap<>(entries).entrySet()) {
        ZipEntry header = new ZipEntry(entry.getKey());
        header.setTime(0);
        zip.putNextEntry(header);
        zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
  }

  private static Path copy(Path source, Path target) throws IOException {
    for (String name : files(source).keySet()) {
      Path file = target.resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(source.resolve(name), file);
    }
    return target;
  }

  /** The digests of all files below a folder, by their names in it. */
  private static Map<String, Digest> files(Path root) throws IOException {
    Map<String, Digest> found = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path file : paths.filter(Files::isRegularFile).toList()) {
        found.put(root.relativize(file).toString(), Digest.ofBytes(Files.readAllBytes(file)));
      }
    }
    return found;
  }

  private static List<String> blobNames(BuiltImage image) throws IOException {
    try (Stream<Path> blobs = Files.list(image.layout().resolve("blobs").resolve("sha256"))) {
      return blobs.map(blob -> blob.getFileName().toString()).sorted().toList();
    }
  }

  private static List<String> referenced(BuiltImage image) throws IOException {
    return Stream.concat(Stream.of(image.manifest()), manifest(image).blobs().stream())
        .map(each -> each.digest().hex())
        .sorted()
        .toList();
  }

  private static Manifest manifest(BuiltImage image) throws IOException {
    return Manifest.parse(
        MediaType.OCI_MANIFEST, Files.readAllBytes(blob(image, image.manifest().digest())));
  }

  private static List<Descriptor> layers(BuiltImage image) throws IOException {
    List<Descriptor> blobs = manifest(image).blobs();
    return blobs.subList(1, blobs.size());
  }

  private static Path blob(BuiltImage image, Digest digest) {
    return image.layout().resolve("blobs").resolve("sha256").resolve(digest.hex());
  }

  private static JsonNode json(Path file) throws IOException {
    return JsonMapper.shared().readTree(Files.readAllBytes(file));
  }

  private static InputStream unpack(BuiltImage image, Descriptor layer) throws IOException {
    return new GZIPInputStream(Files.newInputStream(blob(image, layer.digest())));
  }

  private static List<TarArchiveEntry> entries(BuiltImage image, Descriptor layer)
      throws IOException {
    List<TarArchiveEntry> entries = new ArrayList<>();
    try (var tar = new TarArchiveInputStream(unpack(image, layer))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static List<String> jarNames(BuiltImage image, Descriptor layer) throws IOException {
    return entries(image, layer).stream()
        .filter(entry -> !entry.isDirectory())
        .map(entry -> Path.of(entry.getName()).getFileName().toString())
        .toList();
  }

  /** The names in a jar's directory are not compressed, so that they can be looked for. */
  private static String bytesOf(BuiltImage image, Descriptor layer, String jar) throws IOException {
    try (var tar = new TarArchiveInputStream(unpack(image, layer))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        if (entry.getName().endsWith("/" + jar)) {
          return new String(tar.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
      }
    }
    throw new AssertionError("no " + jar);
  }
}
