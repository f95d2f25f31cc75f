package io.outport.hub.resource;

import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectedRegistry.GarbageCollection;
import io.outport.hubapi.model.ConnectedRegistry.Logging;
import io.outport.hubapi.model.ConnectedRegistry.Parent;
import io.outport.hubapi.model.ConnectedRegistry.Properties;
import io.outport.hubapi.model.ConnectedRegistry.SyncProperties;
import io.outport.hubapi.model.NotificationPattern;
import io.outport.hubapi.model.ResourceId;
import io.outport.oci.model.Quoted;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads what people want of a site out of a request, by the rules of reference 2 and 3.1. */
final class SiteWishes {
  /** Most client tokens of one site. */
  static final int MAX_CLIENT_TOKENS = 50;

  /** How sites sign in; managed identities are another vendor's. */
  static final String SYNC_TOKEN = "SyncToken";

  private static final int MAX_NOTIFICATIONS = 256;

  /** The two first-generation names mean the same as the later ones. */
  private static final Map<String, String> MODES =
      Map.of(
          "readonly", "ReadOnly",
          "readwrite", "ReadWrite",
          "mirror", "ReadOnly",
          "registry", "ReadWrite");

  private static final List<String> LOG_LEVELS =
      List.of("Debug", "Information", "Warning", "Error", "None");
  private static final List<String> SWITCH = List.of("Enabled", "Disabled");

  private static final SiteEntry.Desired DEFAULTS =
      new SiteEntry.Desired(
          "ReadOnly",
          "",
          ConnectedRegistry.CONTINUOUS,
          "",
          "P2D",
          List.of(),
          "Information",
          "Disabled",
          List.of(),
          true,
          "0 0 * * *",
          "",
          null);

  private static final SyncProperties NO_SYNC =
      new SyncProperties(null, null, null, null, null, null);
  private static final Logging NO_LOGGING = new Logging(null, null);
  private static final GarbageCollection NO_GARBAGE = new GarbageCollection(null, null);

  private final ResourceId registry;
  private final Resources resources;
  private final Properties wanted;

  SiteWishes(ResourceId registry, Resources resources, Properties wanted) {
    this.registry = registry;
    this.resources = resources;
    this.wanted = wanted;
  }

  /** Everything; what is not said gets its default. */
  SiteEntry.Desired whole() {
    if (sync().tokenId() == null) {
      throw ResourceProblem.invalid(
          "a connected registry needs a sync token: give parent.syncProperties.tokenId");
    }
    return over(DEFAULTS);
  }

  /** What is said; the rest stays. */
  SiteEntry.Desired over(SiteEntry.Desired old) {
    SyncProperties sync = sync();
    requireSyncToken(sync);
    Logging logging = Objects.requireNonNullElse(wanted.logging(), NO_LOGGING);
    GarbageCollection garbage = Objects.requireNonNullElse(wanted.garbageCollection(), NO_GARBAGE);
    String schedule =
        read(sync.schedule(), old.schedule(), text -> CronText.check("sync schedule", text));
    return new SiteEntry.Desired(
        read(wanted.mode(), old.mode(), SiteWishes::mode),
        read(sync.tokenId(), old.syncToken(), this::token),
        schedule,
        window(sync, schedule, old),
        read(sync.messageTtl(), old.messageTtl(), Spans::messageTtl),
        read(wanted.clientTokenIds(), old.clientTokens(), this::tokens),
        read(logging.logLevel(), old.logLevel(), text -> choice("log level", text, LOG_LEVELS)),
        read(
            logging.auditLogStatus(),
            old.auditLogStatus(),
            text -> choice("audit log status", text, SWITCH)),
        read(wanted.notificationsList(), old.notifications(), SiteWishes::notifications),
        read(garbage.enabled(), old.collectsGarbage(), enabled -> enabled),
        read(
            garbage.schedule(),
            old.garbageSchedule(),
            text -> CronText.check("garbage collection schedule", text)),
        read(parentId(), old.parent(), id -> SiteFamily.parent(registry, resources, id)),
        old.resyncAsked());
  }

  private static <T> T read(@Nullable T given, T old, UnaryOperator<T> check) {
    return given == null ? old : check.apply(given);
  }

  private SyncProperties sync() {
    Parent parent = wanted.parent();
    return parent == null ? NO_SYNC : Objects.requireNonNullElse(parent.syncProperties(), NO_SYNC);
  }

  private @Nullable String parentId() {
    Parent parent = wanted.parent();
    return parent == null ? null : parent.id();
  }

  private static void requireSyncToken(SyncProperties sync) {
    if (sync.authType() != null && !sync.authType().equalsIgnoreCase(SYNC_TOKEN)) {
      throw ResourceProblem.invalid(
          "AuthTypeNotSupported",
          "authentication by '%s' is not served here: a site signs in with a sync token"
              .formatted(Quoted.shorten(sync.authType())));
    }
  }

  private static String mode(String text) {
    return Optional.ofNullable(MODES.get(text.toLowerCase(Locale.ROOT)))
        .orElseThrow(
            () ->
                ResourceProblem.invalid(
                    "mode '%s' is not one: give ReadOnly or ReadWrite"
                        .formatted(Quoted.shorten(text))));
  }

  /** A continuous schedule has no window: it clears an old one, and a new one is a mistake. */
  private static String window(SyncProperties sync, String schedule, SiteEntry.Desired old) {
    @Nullable String given =
        sync.syncWindow() == null || sync.syncWindow().isBlank() ? null : sync.syncWindow();
    String window = read(given, old.syncWindow(), Spans::window);
    if (!schedule.equals(ConnectedRegistry.CONTINUOUS)) {
      return window;
    }
    if (given != null) {
      throw ResourceProblem.invalid(
          "sync window '%s' does not go with the continuous schedule: give a sync schedule too, such as '0 2 * * *'"
              .formatted(Quoted.shorten(given)));
    }
    return "";
  }

  private String token(String id) {
    String name = TokenDesk.idName(registry, id, ResourceId.TOKENS, "a token");
    return TokenDesk.require(resources, name).name();
  }

  private List<String> tokens(List<String> ids) {
    Set<String> names = new LinkedHashSet<>();
    ids.forEach(id -> names.add(token(id)));
    if (names.size() > MAX_CLIENT_TOKENS) {
      throw ResourceProblem.invalid(
          "a connected registry takes at most %d client tokens, not %d"
              .formatted(MAX_CLIENT_TOKENS, names.size()));
    }
    return List.copyOf(names);
  }

  private static List<String> notifications(List<String> patterns) {
    List<String> all =
        List.copyOf(new LinkedHashSet<>(patterns.stream().map(SiteWishes::notification).toList()));
    if (all.size() > MAX_NOTIFICATIONS) {
      throw ResourceProblem.invalid(
          "a connected registry takes at most %d notification patterns, not %d"
              .formatted(MAX_NOTIFICATIONS, all.size()));
    }
    return all;
  }

  private static String notification(String text) {
    try {
      return NotificationPattern.parse(text).toString();
    } catch (IllegalArgumentException problem) {
      throw ResourceProblem.invalid(String.valueOf(problem.getMessage()));
    }
  }

  private static String choice(String what, String text, List<String> choices) {
    return choices.stream()
        .filter(text::equalsIgnoreCase)
        .findFirst()
        .orElseThrow(
            () ->
                ResourceProblem.invalid(
                    "%s '%s' is not one: give %s"
                        .formatted(what, Quoted.shorten(text), String.join(", ", choices))));
  }
}
