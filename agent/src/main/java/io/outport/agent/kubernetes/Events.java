package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What events say of an object. */
final class Events {
  private Events() {}

  /** The newest warning of it, and of no other that had its name before; empty for none. */
  static String newestWarning(List<Event> events, String kind, ObjectMeta object) {
    return events.stream()
        .filter(each -> "Warning".equals(each.getType()) && each.getInvolvedObject() != null)
        .filter(each -> kind.equals(each.getInvolvedObject().getKind()))
        .filter(each -> object.getName().equals(each.getInvolvedObject().getName()))
        .filter(each -> isSame(each.getInvolvedObject().getUid(), object.getUid()))
        .max(Comparator.comparing(Events::time))
        .flatMap(each -> Optional.ofNullable(each.getMessage()))
        .orElse("");
  }

  private static boolean isSame(@Nullable String told, @Nullable String uid) {
    return told == null || uid == null || told.equals(uid);
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
