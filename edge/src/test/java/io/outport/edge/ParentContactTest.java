package io.outport.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.outport.testkit.VirtualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ParentContactTest {
  @TempDir private Path folder;
  private final VirtualClock clock = VirtualClock.start();

  @Test
  void knowsAcrossRestartsWhenItLastHeard() {
    Instant moment = clock.instant();
    open().heard();
    clock.advance(Duration.ofDays(3));

    ParentContact next = open();

    assertThat(next.last()).contains(moment);
    assertThat(next.silence()).isEqualTo(Duration.ofDays(3));
    assertThat(next.isReachable()).isFalse();
  }

  @Test
  void knowsNothingAtFirst() {
    assertThat(open().last()).isEmpty();
    assertThat(open().silence()).isZero();
  }

  @Test
  void writesOnceAMinuteAlsoWhenTheClockIsSetBack() throws IOException {
    ParentContact contact = open();
    contact.heard();
    byte[] first = Files.readAllBytes(file());
    clock.advance(Duration.ofSeconds(59));
    contact.heard();
    assertThat(Files.readAllBytes(file())).isEqualTo(first);

    clock.advance(Duration.ofDays(-1));
    contact.heard();

    assertThat(Files.readString(file(), UTF_8)).isEqualTo(clock.instant().toString());
    clock.advance(Duration.ofDays(-1));
    assertThat(contact.silence()).isZero();
  }

  @Test
  void aDamagedFileIsAsGoodAsNone() throws IOException {
    Files.writeString(file(), "yesterday", UTF_8);

    assertThat(open().last()).isEmpty();
  }

  @Test
  void aDiskThatFailsDoesNotEndTheConversation() throws IOException {
    ParentContact contact = open();
    Files.createDirectory(file());
    Files.createFile(file().resolve("in-the-way"));

    contact.heard();

    assertThat(contact.isReachable()).isTrue();
  }

  private Path file() {
    return folder.resolve("contact");
  }

  private ParentContact open() {
    return ParentContact.open(DurableFile.open(file()), clock);
  }
}
