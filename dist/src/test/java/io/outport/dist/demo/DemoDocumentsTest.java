package io.outport.dist.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the demo writes and reads: the bill of materials, the site's log, the table. */
final class DemoDocumentsTest {
  private static final Digest IMAGE = Digest.ofBytes(new byte[0]);

  @TempDir private Path folder;

  @Test
  void namesEveryJarWithItsVersionAndHash() throws IOException {
    Files.writeString(folder.resolve("jackson-core-3.1.7.jar"), "a");
    Files.writeString(folder.resolve("unversioned.jar"), "b");
    Files.writeString(folder.resolve("notes.txt"), "c");

    JsonNode document = JsonMapper.shared().readTree(MaterialsDocument.write(folder, IMAGE));

    assertThat(document.path("spdxVersion").asString()).isEqualTo("SPDX-2.3");
    assertThat(document.path("documentNamespace").asString()).endsWith(IMAGE.toString());
    assertThat(document.path("packages").valueStream().map(each -> each.path("name").asString()))
        .containsExactly("jackson-core", "unversioned.jar");
    assertThat(document.at("/packages/0/versionInfo").asString()).isEqualTo("3.1.7");
    assertThat(document.at("/packages/0/checksums/0/checksumValue").asString())
        .isEqualTo(Digest.ofBytes(new byte[] {'a'}).hex());
  }

  @Test
  void writesTheSameBillOfMaterialsForTheSameJars() throws IOException {
    Files.writeString(folder.resolve("a-1.jar"), "a");

    assertThat(MaterialsDocument.write(folder, IMAGE))
        .isEqualTo(MaterialsDocument.write(folder, IMAGE));
  }

  @Test
  void findsWhereATransferWasCut() throws IOException {
    Path log = folder.resolve("site.log");
    Files.write(
        log,
        List.of(
            "12:00 INFO  SiteStart site serving site=\"s\"",
            "12:01 INFO  ProgressLog transfer cut, going on from here digest=\"sha256:a\""
                + " bytes=\"0\" totalBytes=\"10\" reason=\"x\"",
            "12:02 INFO  ProgressLog transfer cut, going on from here digest=\"sha256:b\""
                + " bytes=\"4\" totalBytes=\"10\" reason=\"x\""));

    assertThat(new SiteLog(log).findCut()).contains(new SiteLog.Cut(4, 10));
  }

  @Test
  void findsNoCutInALogWithoutOne() throws IOException {
    Path log =
        Files.writeString(folder.resolve("site.log"), "12:00 INFO  SiteStart site serving\n");

    assertThat(new SiteLog(log).findCut()).isEmpty();
  }

  @Test
  void endsWithWhetherAllWasProven() {
    StringWriter out = new StringWriter();
    DemoPaper paper = new DemoPaper(new PrintWriter(out));
    paper.step("Do something");
    paper.note("done");
    paper.prove("the first claim", true, "1 ms");

    assertThat(paper.table()).isTrue();
    paper.prove("the second, longer claim", false, "nothing");
    assertThat(paper.table()).isFalse();

    assertThat(out.toString())
        .contains(" 1  Do something", " yes the first claim           1 ms")
        .contains(" NO  the second, longer claim  nothing");
  }
}
