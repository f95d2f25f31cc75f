package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class LinkStateTest {
  private final Logger logger = (Logger) LoggerFactory.getLogger(LinkState.class);
  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private final LinkState state = new LinkState("hub.example");

  @BeforeEach
  void listen() {
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
