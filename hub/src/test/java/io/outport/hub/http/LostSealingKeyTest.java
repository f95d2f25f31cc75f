package io.outport.hub.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A hub that was restored without the file of the key that seals protected settings. */
final class LostSealingKeyTest extends FleetApiSuite {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);

  @BeforeEach
  void listen() {
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void listenNoMore() {
    root.detachAppender(log);
  }

  @Test
  void isToldOfAtTheStartAndWhereItMatters() throws Exception {
    fleet.enrol();
    fleet.create(SETTINGS);
    fleet.report(1, "Succeeded");

    restartWithoutKey();

    assertThat(errors()).singleElement().asString().contains("protected-settings.key", "registry1");
    assertThat(fleet.get(fleet.extension(TestFleet.EXTENSION)).at("/properties/errorInfo/code"))
        .hasToString("\"ProtectedSettingsLost\"");
    fleet.call(
        "PATCH",
        fleet.extension(TestFleet.EXTENSION),
        "{\"properties\":{\"configurationProtectedSettings\":{\"connectionString\":\"new\"}}}",
        202);
    assertThat(wish().protectedSettings()).containsEntry("connectionString", "new");
    restart();
    assertThat(errors()).isEmpty();
  }

  @Test
  void isNothingWhereNothingWasSealed() throws Exception {
    fleet.create(TYPE);

    restartWithoutKey();

    assertThat(errors()).isEmpty();
  }

  private void restartWithoutKey() throws Exception {
    hub.close();
    Files.delete(folder.resolve("hub/protected-settings.key"));
    restart();
  }

  private void restart() throws Exception {
    log.list.clear();
    TestFleet before = fleet;
    hub = hub.restarted();
    fleet = TestFleet.again(hub, before.key());
    before.close();
  }

  private List<String> errors() {
    return log.list.stream()
        .filter(each -> each.getLevel().isGreaterOrEqual(Level.ERROR))
        .map(each -> each.getFormattedMessage() + " " + each.getKeyValuePairs())
        .toList();
  }
}
