package io.outport.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hubs that a user can speak to. */
final class ContextsTest {
  @TempDir private Path folder;

  @Test
  void readsBackWhatItKept() {
    contexts().save(hub("myhub"));

    assertThat(contexts().choose("myhub")).isEqualTo(hub("myhub"));
  }

  @Test
  void keepsAFileForItsUserAlone() throws IOException {
    Path file = contexts().save(hub("myhub"));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(folder.resolve("contexts")).isDirectoryContaining(each -> each.equals(file));
  }

  @Test
  void replacesAHubOfTheSameNameForItsUserAlone() throws IOException {
    Path first = contexts().save(hub("myhub"));
    Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rw-r--r--"));
    HubContext changed =
        new HubContext("myhub", URI.create("https://b"), "t", "s", "g", "r", "c", "other", "");

    Path second = contexts().save(changed);

    assertThat(second).isEqualTo(first);
    assertThat(contexts().choose("")).isEqualTo(changed);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(second)))
        .isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(folder.resolve("contexts"))) {
      assertThat(files).containsExactly(first);
    }
  }

  @Test
  void takesTheOnlyHubWhenNoneIsNamed() {
    contexts().save(hub("myhub"));

    assertThat(contexts().choose("").name()).isEqualTo("myhub");
  }

  @Test
  void asksWhichHubWhenThereAreSeveral() {
    contexts().save(hub("east"));
    contexts().save(hub("west"));

    refuses(Refusal.Exit.USAGE, () -> contexts().choose(""), "-r", "east", "west");
    assertThat(contexts().choose("west").name()).isEqualTo("west");
  }

  @Test
  void findsAHubWhateverTheCaseOfItsName() {
    contexts().save(hub("SITEHUB"));

    assertThat(contexts().choose("sitehub").name()).isEqualTo("SITEHUB");
  }

  @Test
  void namesTheHubsItKnowsWhenAskedForAnother() {
    contexts().save(hub("east"));

    refuses(Refusal.Exit.NOT_FOUND, () -> contexts().choose("north"), "'north'", "east");
  }

  @Test
  void saysWhereItLookedWhenNoHubIsKnown() {
    refuses(
        Refusal.Exit.NOT_FOUND,
        () -> contexts().choose("myhub"),
        folder.resolve("contexts").toString(),
        "outport hub init");
  }

  @Test
  void saysWhichFileItCannotRead() throws IOException {
    Path file = contexts().save(hub("myhub"));
    Files.writeString(file, "{\"name\": ");

    refuses(Refusal.Exit.USAGE, () -> contexts().choose(""), file.toString(), "make it again");
  }

  @Test
  void ignoresFilesThatAreNoContexts() throws IOException {
    contexts().save(hub("myhub"));
    Files.writeString(folder.resolve("contexts/README"), "mine");
    Files.writeString(folder.resolve("contexts/.new123.json"), "left by a kill");

    assertThat(contexts().choose("").name()).isEqualTo("myhub");
  }

  @Test
  void saysWhatToSetWhenTheFolderCannotBeMade() throws IOException {
    Files.writeString(folder.resolve("contexts"), "a file");

    refuses(Refusal.Exit.USAGE, () -> contexts().save(hub("myhub")), "OUTPORT_CONFIG_DIR");
  }

  @Test
  void looksInTheUsersHomeByDefault() {
    Path file = Contexts.of(Map.of("HOME", folder.toString())).save(hub("myhub"));

    assertThat(file).isEqualTo(folder.resolve(".config/outport/contexts/myhub.json"));
  }

  private Contexts contexts() {
    return Contexts.of(Map.of("OUTPORT_CONFIG_DIR", folder.toString(), "HOME", "/nowhere"));
  }

  private static HubContext hub(String name) {
    return new HubContext(
        name, URI.create("https://localhost:8443"), "t", "s", "g", name, "c", "secret", "pem");
  }

  private static void refuses(Refusal.Exit exit, ThrowingCallable call, String... words) {
    assertThatThrownBy(call).hasMessageContainingAll(words).message().doesNotContain("secret");
    assertThatThrownBy(call)
        .asInstanceOf(type(Refusal.class))
        .extracting(Refusal::exit)
        .isEqualTo(exit);
  }
}
