package io.outport.hub.extension;

import io.outport.hub.resource.Names;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.model.Rollout;
import io.outport.hubapi.model.SystemData;
import io.outport.oci.model.Quoted;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The rollouts of one resource group, as one principal writes them. */
public final class RolloutDesk implements ResourceDesk<Rollout> {
  private static final Pattern NAME =
      Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9._]{0,61}[A-Za-z0-9])?");
  private static final Duration SOAK = Duration.ofMinutes(10);
  private static final Duration MAX_SOAK = Duration.ofDays(30);
  private static final int MAX_RINGS = 20;
  private static final int MAX_RING_LENGTH = 256;

  private final Fleet fleet;
  private final String group;
  private final String writer;

  RolloutDesk(Fleet fleet, String group, String writer) {
    this.fleet = fleet;
    this.group = group;
    this.writer = writer;
  }

  @Override
  public List<Rollout> list() {
    return fleet.store().rollouts().all().values().stream()
        .filter(each -> each.group().equalsIgnoreCase(group))
        .map(each -> view(each, false))
        .toList();
  }

  @Override
  public Rollout get(String name) {
    return view(require(name), true);
  }

  /** Begins one; the same again is no change, and what it is to do is not to be changed. */
  @Override
  public Written<Rollout> put(String name, Rollout wanted) {
    if (!NAME.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "rollout name '%s' is not allowed: use 1 to 63 letters, digits, '-', '_' and '.'"
              .formatted(Quoted.shorten(name)));
    }
    RolloutEntry.Plan plan = plan(wanted);
    boolean created =
        fleet
            .store()
            .alone(
                () -> {
                  fleet.groups().requireExists(group);
                  return fleet
                      .store()
                      .rollouts()
                      .change(key(name), old -> written(name, old, plan));
                })
            .isEmpty();
    fleet.rollouts().advance(key(name), now());
    return new Written<>(get(name), created);
  }

  @Override
  public Rollout patch(String name, Rollout partial) {
    throw fixed(require(name).name());
  }

  /** Forgets one that has ended. */
  @Override
  public boolean delete(String name) {
    return fleet
        .store()
        .alone(() -> fleet.store().rollouts().change(key(name), RolloutDesk::ended))
        .isPresent();
  }

  /** Begins nothing more. */
  public Rollout pause(String name) {
    return act(
        name,
        entry ->
            entry.course().state().equals(Rollout.RUNNING)
                ? entry.with(entry.course().in(Rollout.PAUSED))
                : entry);
  }

  /** Goes on; what failed stays with what it had, and is not tried again. */
  public Rollout resume(String name) {
    return act(
        name,
        entry -> {
          if (entry.course().state().equals(Rollout.RUNNING)) {
            return entry;
          }
          fleet.rollouts().passOver(entry, now());
          return entry.with(entry.course().in(Rollout.RUNNING));
        });
  }

  /** Ends it; what has begun is done or undone by its cluster as any other change is. */
  public Rollout cancel(String name) {
    return act(
        name,
        entry -> {
          List<Rollout.Site> sites = Objects.requireNonNull(view(entry, true).properties()).sites();
          return entry.with(
              entry.course().end(Rollout.CANCELED, Objects.requireNonNullElse(sites, List.of())));
        });
  }

  private Rollout act(String name, UnaryOperator<RolloutEntry> work) {
    fleet
        .store()
        .alone(
            () -> {
              RolloutEntry now = require(name);
              if (now.isFinished()) {
                throw ResourceProblem.conflict(
                    "RolloutEnded",
                    "rollout '%s' is %s: make another one"
                        .formatted(now.name(), now.course().state()));
              }
              RolloutEntry next = work.apply(now);
              return fleet
                  .store()
                  .rollouts()
                  .change(
                      key(name), _ -> Optional.of(next.equals(now) ? now : next.by(writer, now())));
            });
    fleet.rollouts().advance(key(name), now());
    return get(name);
  }

  private Optional<RolloutEntry> written(
      String name, Optional<RolloutEntry> old, RolloutEntry.Plan plan) {
    if (old.isPresent()) {
      if (!old.get().plan().equals(plan)) {
        throw fixed(old.get().name());
      }
      return old;
    }
    fleet
        .rollouts()
        .underWay(group, plan.extensionType())
        .ifPresent(
            other -> {
              throw ResourceProblem.conflict(
                  "RolloutUnderWay",
                  "rollout '%s' of extension type '%s' is %s: wait for its end, or end it with 'outport rollout cancel'"
                      .formatted(other.name(), plan.extensionType(), other.course().state()));
            });
    Names.requireRoom("rollout", fleet.store().rollouts().all().size());
    return Optional.of(
        new RolloutEntry(
            group,
            name,
            fleet.randomText(),
            plan,
            new RolloutEntry.Course(Rollout.RUNNING, 0, null, null),
            SystemData.created(writer, now())));
  }

  private static Optional<RolloutEntry> ended(Optional<RolloutEntry> old) {
    old.filter(each -> !each.isFinished())
        .ifPresent(
            each -> {
              throw ResourceProblem.conflict(
                  "RolloutUnderWay",
                  "rollout '%s' is %s: end it first with 'outport rollout cancel'"
                      .formatted(each.name(), each.course().state()));
            });
    return Optional.empty();
  }

  private static ResourceProblem fixed(String name) {
    return ResourceProblem.conflict(
        "RolloutFixed",
        "rollout '%s' is there and cannot become another: end it, and use another name"
            .formatted(name));
  }

  private RolloutEntry.Plan plan(Rollout wanted) {
    Rollout.Properties asked = wanted.properties();
    if (asked == null) {
      throw ResourceProblem.invalid("the body lacks 'properties'");
    }
    int most = Objects.requireNonNullElse(asked.maxUnavailable(), 1);
    if (most < 1) {
      throw ResourceProblem.invalid("maxUnavailable is %d: use 1 or more".formatted(most));
    }
    TypeEntry type = type(text("extensionType", asked.extensionType()));
    return new RolloutEntry.Plan(
        type.name(),
        chart(type, text("version", asked.version())),
        rings(Objects.requireNonNullElse(asked.rings(), List.of())),
        most,
        asked.soakTime() == null ? SOAK : soak(asked.soakTime()));
  }

  private TypeEntry type(String name) {
    try {
      return fleet.types().require(name);
    } catch (ResourceProblem unknown) {
      throw ResourceProblem.invalid(unknown.code(), unknown.getMessage());
    }
  }

  private DesiredExtension.Chart chart(TypeEntry type, String version) {
    try {
      return fleet.types().choose(type, Optional.of(version), "").chart();
    } catch (ResourceProblem unknown) {
      throw ResourceProblem.invalid(unknown.code(), unknown.getMessage());
    }
  }

  private static List<String> rings(List<String> asked) {
    boolean wrong =
        asked.stream().anyMatch(each -> each.isBlank() || each.length() > MAX_RING_LENGTH);
    if (wrong || asked.size() > MAX_RINGS || new HashSet<>(asked).size() < asked.size()) {
      throw ResourceProblem.invalid(
          "rings: name at most %d values of the clusters' tag '%s', each once"
              .formatted(MAX_RINGS, Rollout.RING_TAG));
    }
    return asked;
  }

  private static Duration soak(String text) {
    try {
      Duration soak = Duration.parse(text);
      if (!soak.isNegative() && soak.compareTo(MAX_SOAK) <= 0) {
        return soak;
      }
    } catch (DateTimeException ignored) {
      // Said below.
    }
    throw ResourceProblem.invalid(
        "soakTime '%s' is not allowed: use PT0S to %s, such as PT10M"
            .formatted(Quoted.shorten(text), MAX_SOAK));
  }

  private static String text(String field, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw ResourceProblem.invalid("the body lacks 'properties.%s'".formatted(field));
    }
    return value;
  }

  private RolloutEntry require(String name) {
    RolloutEntry entry = fleet.store().rollouts().all().get(key(name));
    if (entry == null) {
      throw ResourceProblem.notFound("rollout", name);
    }
    return entry;
  }

  private Rollout view(RolloutEntry entry, boolean whole) {
    return fleet.rollouts().views().view(entry, fleet.rollouts().sites(entry, fleet.now()), whole);
  }

  private String key(String name) {
    return RolloutEntry.key(group, name);
  }

  /** As exact as what people see. */
  private Instant now() {
    return fleet.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
