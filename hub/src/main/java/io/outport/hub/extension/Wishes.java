package io.outport.hub.extension;

import io.outport.hub.resource.ResourceProblem;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionVersion;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** From what a write says to what a cluster is to run (reference, 4). Changes nothing. */
final class Wishes {
  private final ExtensionTypes types;

  Wishes(ExtensionTypes types) {
    this.types = types;
  }

  /** What a put asks for; what it leaves out is as if it had never been set. */
  ExtensionEntry.Wish whole(Extension.Properties asked, @Nullable ExtensionEntry before) {
    String typeName = Objects.requireNonNullElse(asked.extensionType(), "");
    if (typeName.isBlank()) {
      throw ResourceProblem.invalid("the body lacks 'properties.extensionType'");
    }
    TypeEntry type = types.find(typeName).orElseThrow(() -> asInvalid(typeName));
    if (before != null && !before.wish().extensionType().equalsIgnoreCase(typeName)) {
      throw ResourceProblem.conflict(
          "ExtensionTypeFixed",
          "extension '%s' is of type '%s': delete it first, or use another name"
              .formatted(before.name(), before.wish().extensionType()));
    }
    VersionChoice choice = VersionChoice.whole(asked, before == null ? null : before.wish());
    ExtensionRules.Place place = ExtensionRules.place(type, asked.scope());
    requireSamePlace(before, place);
    String train = ExtensionRules.train(asked.releaseTrain(), ExtensionVersion.STABLE);
    return new ExtensionEntry.Wish(
        type.name(),
        choice.mode(),
        train,
        choice.pinned().orElse(null),
        chart(type, choice.pinned(), train, before),
        place.releaseNamespace(),
        place.targetNamespace(),
        ExtensionRules.merged(Map.of(), asked.configurationSettings()),
        false,
        false);
  }

  /** What a patch asks for; what it leaves out stays. */
  ExtensionEntry.Wish patched(ExtensionEntry entry, Extension.Properties asked) {
    ExtensionEntry.Wish old = entry.wish();
    VersionChoice choice = VersionChoice.patched(asked, old);
    Optional<String> pinned = choice.pinned();
    String train = ExtensionRules.train(asked.releaseTrain(), old.releaseTrain());
    boolean sameChoice =
        Objects.equals(pinned.orElse(null), old.pinned()) && train.equals(old.releaseTrain());
    return new ExtensionEntry.Wish(
        old.extensionType(),
        choice.mode(),
        train,
        pinned.orElse(null),
        sameChoice ? old.chart() : chart(types.require(old.extensionType()), pinned, train, entry),
        old.releaseNamespace(),
        old.targetNamespace(),
        ExtensionRules.merged(old.settings(), asked.configurationSettings()),
        false,
        false);
  }

  private ResourceProblem asInvalid(String typeName) {
    try {
      types.require(typeName);
      throw new IllegalStateException("the type came up meanwhile");
    } catch (ResourceProblem unknown) {
      return ResourceProblem.invalid(unknown.code(), unknown.getMessage());
    }
  }

  private static void requireSamePlace(
      @Nullable ExtensionEntry before, ExtensionRules.Place place) {
    if (before == null) {
      return;
    }
    boolean same =
        before.wish().releaseNamespace().equals(place.releaseNamespace())
            && Objects.equals(before.wish().targetNamespace(), place.targetNamespace());
    if (!same) {
      throw ResourceProblem.conflict(
          "ScopeFixed",
          "extension '%s' is in namespace '%s' and cannot move: delete it first"
              .formatted(before.name(), before.wish().releaseNamespace()));
    }
  }

  /**
   * What it has stays where it still fits: a repeat is no upgrade, and where a pin goes, the upkeep
   * follows from there, which takes no step to another major version and none back.
   */
  private DesiredExtension.Chart chart(
      TypeEntry type, Optional<String> pinned, String train, @Nullable ExtensionEntry before) {
    if (before != null && before.wish().releaseTrain().equals(train) && pinned.isEmpty()) {
      return before.wish().chart();
    }
    try {
      return types.choose(type, pinned, train).chart();
    } catch (ResourceProblem unknown) {
      throw ResourceProblem.invalid(unknown.code(), unknown.getMessage());
    }
  }
}
