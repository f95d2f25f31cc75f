package io.outport.cli.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Charts as they are packed and read, and OCI layouts that are none. */
final class ArtifactTest {
  @TempDir private Path folder;
  private Path chart;

  @BeforeEach
  void makeAChart() throws IOException {
    chart = Files.createDirectories(folder.resolve("some-folder"));
    Files.writeString(
        chart.resolve("Chart.yaml"),
        "apiVersion: v2\nname: shop\nversion: 1.2.3+build.4\ndescription: A shop\n");
    Files.writeString(chart.resolve("values.yaml"), "a: 1\n");
    Files.writeString(
        Files.createDirectories(chart.resolve("templates")).resolve("a.yaml"), "kind: A\n");
    Files.writeString(chart.resolve(".secret"), "no");
  }

  @Test
  void packsAFolderAsHelmDoes() throws IOException {
    ChartArchive packed = ChartArchive.read(chart);

    assertThat(packed.name()).isEqualTo("shop");
    assertThat(packed.version()).isEqualTo("1.2.3+build.4");
    assertThat(packed.metadata().path("description").asString()).isEqualTo("A shop");
    assertThat(TarGzip.list(packed.archive()))
        .extracting(TarGzip.Entry::name)
        .containsExactly("shop/Chart.yaml", "shop/templates/a.yaml", "shop/values.yaml");
    assertThat(TarGzip.find(packed.archive(), "shop/values.yaml"::equals, 100))
        .hasValueSatisfying(bytes -> assertThat(new String(bytes, UTF_8)).isEqualTo("a: 1\n"));
  }

  @Test
  void packsEqualFilesToEqualBytes() throws IOException {
    byte[] first = ChartArchive.read(chart).archive();
    Files.setLastModifiedTime(
        chart.resolve("values.yaml"), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));

    assertThat(ChartArchive.read(chart).archive()).isEqualTo(first);
  }

  @Test
  void readsAPackedChart() throws IOException {
    Path file = Files.write(folder.resolve("shop.tgz"), ChartArchive.read(chart).archive());

    ChartArchive read = ChartArchive.read(file);

    assertThat(read.name()).isEqualTo("shop");
    assertThat(read.version()).isEqualTo("1.2.3+build.4");
  }

  /** As cert-manager's charts are called. */
  @Test
  void takesAVersionThatBeginsWithV() throws IOException {
    Files.writeString(chart.resolve("Chart.yaml"), "name: shop\nversion: v1.16.2\n");

    assertThat(ChartArchive.read(chart).version()).isEqualTo("v1.16.2");
  }

  @Test
  void saysWhatIsNoChart() throws IOException {
    refused(folder, "no Chart.yaml");
    refused(folder.resolve("missing"), "cannot read chart");
    refused(Files.writeString(folder.resolve("a.tgz"), "text"), "no packed chart");
    Files.writeString(chart.resolve("Chart.yaml"), "name: Shop Two\nversion: 1.2.3\n");
    refused(chart, "no usable name");
    Files.writeString(chart.resolve("Chart.yaml"), "name: shop\nversion: one\n");
    refused(chart, "version such as 1.2.3");
    Files.writeString(chart.resolve("Chart.yaml"), "name: [\n");
    refused(chart, "not YAML");
  }

  @Test
  void saysWhatIsNoLayout() throws IOException {
    assertThatThrownBy(() -> OciLayout.at(folder))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll("no OCI layout", "outport image build");
    Files.writeString(folder.resolve("index.json"), "{\"schemaVersion\": 2, \"manifests\": []}");
    assertThatThrownBy(() -> OciLayout.at(folder).root()).hasMessageContaining("names no image");
    Files.writeString(folder.resolve("index.json"), "{");
    assertThatThrownBy(() -> OciLayout.at(folder).root()).hasMessageContaining("broken");
  }

  private static void refused(Path place, String... words) {
    assertThatThrownBy(() -> ChartArchive.read(place))
        .isInstanceOf(Refusal.class)
        .hasMessageContainingAll(words);
  }
}
