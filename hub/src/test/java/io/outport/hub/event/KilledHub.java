package io.outport.hub.event;

import java.net.URI;
import java.nio.file.Path;

/** A hub's events as a process of its own, to be killed: it pushes, and says what was pushed. */
final class KilledHub {
  private KilledHub() {}

  /** Folder, receiver and the number of its life; ends only by being killed. */
  public static void main(String[] arguments) {
    try (EventHub hub = EventHub.open(Path.of(arguments[0]))) {
      if (hub.store.find("notify").isEmpty()) {
        hub.webhook("notify", URI.create(arguments[1]), "", "push");
      }
      for (int i = 0; ; i++) {
        String tag = "v%s-%d".formatted(arguments[2], i);
        hub.push("app/r" + i % 3, tag, tag);
        System.out.println("app/r%d:%s".formatted(i % 3, tag));
      }
    }
  }
}
