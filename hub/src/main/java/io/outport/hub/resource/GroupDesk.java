package io.outport.hub.resource;

import io.outport.hubapi.model.ResourceGroup;
import io.outport.oci.model.Quoted;
import io.outport.registry.store.sql.SqlDatabase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Resource groups, any number of them; the one that holds the registry is always there
 * (azure-api.md, "Conventions").
 */
public final class GroupDesk implements ResourceDesk<ResourceGroup> {
  /** Where everything is: a hub is one place. */
  public static final String LOCATION = "local";

  private static final String TYPE = "Microsoft.Resources/resourceGroups";
  private static final int MAX_GROUPS = 980;
  private static final int MAX_TAGS = 50;
  private static final int MAX_TAG_LENGTH = 512;
  private static final int MAX_LOCATION_LENGTH = 64;
  private static final Pattern NAME = Pattern.compile("[-A-Za-z0-9._()]{0,89}[-A-Za-z0-9_()]");

  /** What is in groups, beside the registry. */
  public interface Contents {
    /** Runs while nobody else puts anything into a group. */
    <T> T alone(Supplier<T> work);

    /** What is in this group, and the commands that delete it; empty for nothing. */
    Optional<String> findWords(String group);
  }

  private record Entry(String name, String location, Map<String, String> tags) {}

  private final KeptEntries<Entry> entries;
  private final HubFacts hub;
  private final Contents contents;

  private GroupDesk(KeptEntries<Entry> entries, HubFacts hub, Contents contents) {
    this.entries = entries;
    this.hub = hub;
    this.contents = contents;
  }

  /** Reads what is kept; the tables must be there, see {@link ResourceStore#open}. */
  public static GroupDesk open(SqlDatabase database, HubFacts hub, Contents contents) {
    var entries = KeptEntries.open(database, "resourceGroup", Entry.class);
    entries.change(
        hub.resourceGroup(), old -> old.or(() -> Optional.of(fresh(hub.resourceGroup()))));
    return new GroupDesk(entries, hub, contents);
  }

  @Override
  public List<ResourceGroup> list() {
    return entries.all().values().stream().map(this::view).toList();
  }

  @Override
  public ResourceGroup get(String name) {
    return view(require(Optional.ofNullable(entries.all().get(Resources.key(name))), name));
  }

  /** Whether there is one of this name. */
  public boolean exists(String name) {
    return entries.all().containsKey(Resources.key(name));
  }

  /** Refuses a name that no group has. */
  public void requireExists(String name) {
    var _ = get(name);
  }

  @Override
  public Written<ResourceGroup> put(String name, ResourceGroup wanted) {
    if (!NAME.matcher(name).matches()) {
      throw ResourceProblem.invalid(
          "InvalidResourceGroupName",
          "resource group name '%s' is not allowed: use 1 to 90 letters, digits and '-_.()', no '.' at the end"
              .formatted(Quoted.shorten(name)));
    }
    Optional<Entry> before =
        entries.change(name, old -> Optional.of(over(old.orElseGet(() -> added(name)), wanted)));
    return new Written<>(get(name), before.isEmpty());
  }

  @Override
  public ResourceGroup patch(String name, ResourceGroup partial) {
    Function<Optional<Entry>, Optional<Entry>> work =
        old -> Optional.of(over(require(old, name), partial));
    entries.change(name, work);
    return get(name);
  }

  @Override
  public boolean delete(String name) {
    if (name.equalsIgnoreCase(hub.resourceGroup())) {
      throw ResourceProblem.conflict(
          "ResourceGroupNotEmpty",
          "resource group '%s' holds the registry '%s', which cannot be deleted"
              .formatted(hub.resourceGroup(), hub.name()));
    }
    return contents.alone(
        () -> {
          contents.findWords(name).ifPresent(words -> refuse(name, words));
          return entries.change(name, _ -> Optional.empty()).isPresent();
        });
  }

  private static void refuse(String name, String words) {
    throw ResourceProblem.conflict(
        "ResourceGroupNotEmpty",
        "resource group '%s' is not empty, delete what is in it first: %s"
            .formatted(Quoted.shorten(name), words));
  }

  private Entry added(String name) {
    if (entries.all().size() >= MAX_GROUPS) {
      throw ResourceProblem.conflict(
          "ResourceGroupQuotaExceeded",
          "a hub takes at most %d resource groups: delete one first".formatted(MAX_GROUPS));
    }
    return fresh(name);
  }

  private static Entry fresh(String name) {
    return new Entry(name, LOCATION, Map.of());
  }

  private static Entry over(Entry old, ResourceGroup wanted) {
    return new Entry(
        old.name(),
        location(Objects.requireNonNullElse(wanted.location(), old.location())),
        wanted.tags() == null ? old.tags() : checkedTags(wanted.tags()));
  }

  private static String location(String text) {
    if (text.length() > MAX_LOCATION_LENGTH) {
      throw ResourceProblem.invalid(
          "location is too long: use at most %d characters".formatted(MAX_LOCATION_LENGTH));
    }
    return text;
  }

  /** The tags of a resource, which are few and short. */
  public static Map<String, String> checkedTags(Map<String, String> wanted) {
    boolean tooLong =
        wanted.entrySet().stream()
            .anyMatch(tag -> tag.getKey().length() + tag.getValue().length() > MAX_TAG_LENGTH);
    if (wanted.size() > MAX_TAGS || tooLong) {
      throw ResourceProblem.invalid(
          "a resource takes at most %d tags of %d characters".formatted(MAX_TAGS, MAX_TAG_LENGTH));
    }
    return wanted;
  }

  private static Entry require(Optional<Entry> entry, String name) {
    return entry.orElseThrow(
        () ->
            new ResourceProblem(
                ResourceProblem.Kind.NOT_FOUND,
                "ResourceGroupNotFound",
                "there is no resource group '%s': see 'az group list'"
                    .formatted(Quoted.shorten(name))));
  }

  private ResourceGroup view(Entry entry) {
    return new ResourceGroup(
        "/subscriptions/%s/resourceGroups/%s".formatted(hub.subscriptionId(), entry.name()),
        entry.name(),
        TYPE,
        entry.location(),
        entry.tags(),
        new ResourceGroup.Properties("Succeeded"));
  }
}
