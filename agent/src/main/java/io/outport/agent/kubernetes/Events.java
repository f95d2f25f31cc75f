package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What events say of an object. */
final class Events {
  private Events() {}

  /** The newest warning of it; empty where there is none. */
  static String newestWarning(List<Event> events, String kind, String name) {
    return events.stream()
        .filter(each -> "Warning".equals(each.getType()) && each.getInvolvedObject() != null)
        .filter(each -> kind.equals(each.getInvolvedObject().getKind()))
        .filter(each -> name.equals(each.getInvolvedObject().getName()))
        .max(Comparator.comparing(Events::time))
        .flatMap(each -> Optional.ofNullable(each.getMessage()))
        .orElse("");
  }

  /** Times of one form sort as texts. */
  static String time(Event event) {
    if (event.getLastTimestamp() != null) {
      return event.getLastTimestamp();
    }
    if (event.getEventTime() != null && event.getEventTime().getTime() != null) {
      return event.getEventTime().getTime();
    }
    return Optional.ofNullable(event.getMetadata().getCreationTimestamp()).orElse("");
  }
}
