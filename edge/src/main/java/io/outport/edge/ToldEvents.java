package io.outport.edge;

import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far in the site's own history the parent was told of events, on disk. */
final class ToldEvents {
  private static final Logger LOG = LoggerFactory.getLogger(ToldEvents.class);

  private final DurableFile file;

  ToldEvents(DurableFile file) {
    this.file = file;
  }

  /** The sequence; empty where nobody asked for events yet, or when the file is damaged. */
  OptionalLong find() {
    return file.read().map(ToldEvents::number).orElse(OptionalLong.empty());
  }

  /** Durable when it returns. */
  void save(long sequence) {
    file.write(Long.toString(sequence).getBytes(StandardCharsets.US_ASCII));
  }

  /** Nobody asks for events any more: whoever does next hears of what happens from then on. */
  void clear() {
    file.delete();
  }

  private static OptionalLong number(byte[] text) {
    try {
      return OptionalLong.of(Long.parseLong(new String(text, StandardCharsets.US_ASCII).strip()));
    } catch (NumberFormatException damaged) {
      LOG.atWarn()
          .setMessage("place in the history unreadable, telling of events begins anew")
          .setCause(damaged)
          .log();
      return OptionalLong.empty();
    }
  }
}
