package io.outport.hub.resource;

import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ScopeMap;
import io.outport.oci.model.Quoted;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Scope maps: named sets of rights (reference, 3.5). */
public final class ScopeMapDesk implements ResourceDesk<ScopeMap> {
  private static final int MAX_DESCRIPTION = 256;
  private static final String WHAT = "scope map";

  private final ResourceStore store;
  private final ResourceId registry;
  private final InstantSource clock;

  /** Works on this store. */
  public ScopeMapDesk(ResourceStore store, ResourceId registry, InstantSource clock) {
    this.store = store;
    this.registry = registry;
    this.clock = clock;
  }

  /** Puts the maps in that every registry has, where they are missing. */
  public void addBuiltIns() {
    store.change(
        resources -> {
          Resources all = resources;
          for (ScopeMapEntry entry : builtIns(clock.instant())) {
            all = all.scopeMap(entry.name()).isPresent() ? all : all.with(entry);
          }
          return all;
        });
  }

  @Override
  public List<ScopeMap> list() {
    return store.current().scopeMaps().values().stream().map(this::view).toList();
  }

  @Override
  public ScopeMap get(String name) {
    return view(require(store.current(), name));
  }

  @Override
  public Written<ScopeMap> put(String name, ScopeMap wanted) {
    Names.other(WHAT, name);
    boolean created = store.current().scopeMap(name).isEmpty();
    List<String> actions =
        ScopeActions.check(Optional.ofNullable(wanted.properties().actions()).orElse(List.of()));
    return new Written<>(write(name, description(wanted).orElse(""), actions), created);
  }

  @Override
  public ScopeMap patch(String name, ScopeMap partial) {
    ScopeMapEntry old = require(store.current(), name);
    List<String> actions = partial.properties().actions();
    return write(
        old.name(),
        description(partial).orElse(old.description()),
        actions == null ? old.actions() : ScopeActions.check(actions));
  }

  @Override
  public boolean delete(String name) {
    Resources before = store.current();
    store.change(
        resources -> {
          resources.scopeMap(name).ifPresent(ScopeMapDesk::requireOurOwn);
          requireUnused(resources, name);
          return resources.withoutScopeMap(name);
        });
    return before.scopeMap(name).isPresent();
  }

  static ScopeMapEntry require(Resources resources, String name) {
    return resources.scopeMap(name).orElseThrow(() -> ResourceProblem.notFound(WHAT, name));
  }

  private ScopeMap write(String name, String description, List<String> actions) {
    Resources after =
        store.change(
            resources -> {
              Optional<ScopeMapEntry> old = resources.scopeMap(name);
              old.ifPresentOrElse(
                  ScopeMapDesk::requireOurOwn,
                  () -> Names.requireRoom(WHAT, resources.scopeMaps().size()));
              return resources.with(
                  new ScopeMapEntry(
                      old.map(ScopeMapEntry::name).orElse(name),
                      old.map(ScopeMapEntry::created).orElseGet(clock::instant),
                      description,
                      false,
                      actions));
            });
    return view(require(after, name));
  }

  private static Optional<String> description(ScopeMap wanted) {
    Optional<String> text = Optional.ofNullable(wanted.properties().description());
    if (text.filter(each -> each.length() > MAX_DESCRIPTION).isPresent()) {
      throw ResourceProblem.invalid(
          "the description is too long: use at most %d characters".formatted(MAX_DESCRIPTION));
    }
    return text;
  }

  private static void requireOurOwn(ScopeMapEntry entry) {
    if (entry.builtIn()) {
      throw ResourceProblem.conflict(
          "ScopeMapIsSystemDefined",
          "scope map '%s' is built in: make one of your own".formatted(entry.name()));
    }
  }

  private static void requireUnused(Resources resources, String name) {
    List<String> users =
        resources.tokens().values().stream()
            .filter(token -> token.scopeMap().equalsIgnoreCase(name))
            .map(TokenEntry::name)
            .toList();
    if (!users.isEmpty()) {
      throw ResourceProblem.conflict(
          "ScopeMapInUse",
          "scope map '%s' is used by token %s: give it another one, or delete it first"
              .formatted(Quoted.shorten(name), String.join(", ", users)));
    }
  }

  private ScopeMap view(ScopeMapEntry entry) {
    ResourceId id = registry.child(ResourceId.SCOPE_MAPS, entry.name());
    return new ScopeMap(
        id.toString(),
        entry.name(),
        id.type(),
        new ScopeMap.Properties(
            entry.description(),
            entry.builtIn() ? "SystemDefined" : "UserDefined",
            entry.created(),
            "Succeeded",
            entry.actions()));
  }

  private static List<ScopeMapEntry> builtIns(Instant now) {
    return List.of(
        builtIn("pull", now, "content/read", "metadata/read"),
        builtIn("push", now, "content/read", "content/write", "metadata/read", "metadata/write"),
        builtIn(
            "admin",
            now,
            "content/read",
            "content/write",
            "content/delete",
            "metadata/read",
            "metadata/write"));
  }

  private static ScopeMapEntry builtIn(String what, Instant now, String... actions) {
    return new ScopeMapEntry(
        "_repositories_" + what.toLowerCase(Locale.ROOT),
        now,
        "Every repository: %s".formatted(what),
        true,
        List.of(actions).stream().map(action -> "repositories/*/" + action).toList());
  }
}
