package io.outport.edge;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Every password that was given out, and every line that was logged meanwhile: none of the first
 * may be in the second (law L10), nor in what is said over a link.
 */
final class SimSecrets extends AppenderBase<ILoggingEvent> implements AutoCloseable {
  /** The length of a generated password. */
  private static final int LENGTH = 32;

  private static final Pattern WORD = Pattern.compile("[0-9A-Za-z]{%d,}".formatted(LENGTH));

  private final Logger root = (Logger) LoggerFactory.getLogger("io.outport");
  private final boolean wasAdditive = root.isAdditive();
  private final @Nullable Level wasLevel = root.getLevel();
  private final Set<String> passwords = new HashSet<>();
  private final List<String> leaks = new ArrayList<>();
  private final List<String> errors = new ArrayList<>();
  private long lines;

  /** Listens from now on until it is closed. */
  SimSecrets listen() {
    setContext(root.getLoggerContext());
    start();
    root.setLevel(Level.DEBUG);
    root.setAdditive(false);
    root.addAppender(this);
    return this;
  }

  @Override
  public void close() {
    root.detachAppender(this);
    root.setAdditive(wasAdditive);
    root.setLevel(wasLevel);
    stop();
  }

  String add(@Nullable String password) {
    String given = String.valueOf(password);
    assertThat(given).hasSize(LENGTH);
    passwords.add(given);
    return given;
  }

  @Override
  protected void append(ILoggingEvent event) {
    lines++;
    String line = text(event);
    if (holdsOne(line)) {
      leaks.add(line);
    }
    if (event.getLevel() == Level.ERROR && !line.contains(SimProcess.Ended.class.getName())) {
      errors.add(line);
    }
  }

  void requireNone(String text) {
    if (holdsOne(text)) {
      leaks.add("said over a link: " + text);
    }
  }

  /** What no run may leave behind. */
  void check() {
    assertThat(lines).as("lines that were logged").isPositive();
    assertThat(leaks).as("lines with a password").isEmpty();
    assertThat(errors).as("lines of level ERROR").isEmpty();
  }

  private boolean holdsOne(String text) {
    Matcher words = WORD.matcher(text);
    while (words.find()) {
      String word = words.group();
      for (int i = 0; i + LENGTH <= word.length(); i++) {
        if (passwords.contains(word.substring(i, i + LENGTH))) {
          return true;
        }
      }
    }
    return false;
  }

  private static String text(ILoggingEvent event) {
    var line = new StringBuilder(event.getFormattedMessage());
    if (event.getKeyValuePairs() != null) {
      event.getKeyValuePairs().forEach(pair -> line.append(' ').append(pair));
    }
    for (IThrowableProxy it = event.getThrowableProxy(); it != null; it = it.getCause()) {
      line.append(' ').append(it.getClassName()).append(": ").append(it.getMessage());
      if (event.getLevel() == Level.ERROR) {
        for (var frame : it.getStackTraceElementProxyArray()) {
          line.append("\n  ").append(frame);
        }
      }
    }
    return line.toString();
  }
}
