package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.outport.testkit.VirtualClock;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

final class LinkStateTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(LinkState.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

  @TempDir private Path folder;
  private LinkState state;

  @BeforeEach
  void listen() {
    var file = DurableFile.open(folder.resolve("contact"));
    state = new LinkState("hub.example", ParentContact.open(file, VirtualClock.start()));
    heard.start();
    logger.addAppender(heard);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(heard);
  }

  @Test
  void warnsOnceForEachChange() {
    state.succeeded();
    state.succeeded();
    state.failed("UNREACHABLE", "no route");
    state.failed("UNREACHABLE", "no route");
    state.failed("UNAUTHORIZED", "wrong password");
    state.succeeded();

    assertThat(levels()).containsExactly(Level.INFO, Level.WARN, Level.WARN, Level.INFO);
  }

  @Test
  void countsFailuresOfOneKind() {
    assertThat(state.failed("UNREACHABLE", "")).isEqualTo(1);
    assertThat(state.failed("UNREACHABLE", "")).isEqualTo(2);
    assertThat(state.failed("UNAVAILABLE", "")).isEqualTo(1);
    assertThat(state.isLinked()).isFalse();

    state.succeeded();

    assertThat(state.isLinked()).isTrue();
    assertThat(state.failed("UNAVAILABLE", "")).isEqualTo(1);
  }

  private List<Level> levels() {
    return heard.list.stream().map(ILoggingEvent::getLevel).toList();
  }
}
