package io.outport.agent.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What events say of an object. */
final class Events {
  static final String PULL_BEGINS = "Pulling";

  /** Kubelet lets a pod wait before it pulls for it again. */
  static final String PULL_WAITS = "BackOff";

  private static final Set<String> OF_PULL = Set.of(PULL_BEGINS, "Pulled", "Failed", PULL_WAITS);

  private Events() {}

  /** The newest warning of it, and of no other that had its name before; empty for none. */
  static String newestWarning(List<Event> events, String kind, ObjectMeta object) {
    return events.stream()
        .filter(each -> "Warning".equals(each.getType()) && isOf(each, kind, object))
        .max(Comparator.comparing(Events::time))
        .flatMap(each -> Optional.ofNullable(each.getMessage()))
        .orElse("");
  }

  /** The newest word on how a pod's images are pulled; of several in one second, any. */
  static Optional<Event> newestOfPull(List<Event> events, ObjectMeta pod) {
    return events.stream()
        .filter(each -> each.getReason() != null && OF_PULL.contains(each.getReason()))
        .filter(each -> isOf(each, "Pod", pod))
        .max(Comparator.comparing(Events::time));
  }

  private static boolean isOf(Event each, String kind, ObjectMeta object) {
    return each.getInvolvedObject() != null
        && kind.equals(each.getInvolvedObject().getKind())
        && object.getName().equals(each.getInvolvedObject().getName())
        && isSame(each.getInvolvedObject().getUid(), object.getUid());
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
