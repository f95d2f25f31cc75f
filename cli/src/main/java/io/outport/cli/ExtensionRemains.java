package io.outport.cli;

import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.ExtensionType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What goes with a connected registry's extension, and what of it stays. */
final class ExtensionRemains {
  private static final String RETAIN = "pvc.retain";
  private static final String CLAIM = "connected-registry-pvc";

  private final Volume volume;
  private final String namespace;

  private enum Volume {
    GOES,
    STAYS,
    /** Nobody but the cluster knows what a protected setting says. */
    UNKNOWN
  }

  private ExtensionRemains(Volume volume, String namespace) {
    this.volume = volume;
    this.namespace = namespace;
  }

  /** Empty where it is of another type: nobody here knows what that has. */
  static Optional<ExtensionRemains> of(Extension extension) {
    return Optional.ofNullable(extension.properties())
        .filter(each -> ExtensionType.CONNECTED_REGISTRY.equalsIgnoreCase(each.extensionType()))
        .map(each -> new ExtensionRemains(volume(each), namespace(each.scope())));
  }

  /** For the question whether to delete it. */
  String beforehand() {
    String fate =
        switch (volume) {
          case GOES -> "Its volume goes along, with the images in it";
          case STAYS -> "Its volume stays (pvc.retain)";
          case UNKNOWN ->
              "Its volume goes along, with the images in it, unless the protected pvc.retain is"
                  + " true";
        };
    return fate + "; its connected registry stays active at the hub.";
  }

  /** For the end, a line each. */
  List<String> afterwards() {
    String keep =
        "volume claim %1$s in namespace %2$s; to delete it: kubectl delete pvc %1$s -n %2$s"
            .formatted(CLAIM, namespace);
    String fate =
        switch (volume) {
          case GOES -> "goes: its volume, with the images in it";
          case STAYS -> "stays: " + keep;
          case UNKNOWN -> "stays, if the protected pvc.retain says so: " + keep;
        };
    return List.of(
        fate,
        "stays: its connected registry at the hub, still active; to remove it: outport"
            + " connected-registry delete -n NAME --cleanup; to use it elsewhere: outport"
            + " connected-registry deactivate -n NAME");
  }

  /** As the agent reads it: only a plain no is one. */
  private static Volume volume(Extension.Properties properties) {
    String open = value(properties.configurationSettings());
    if (!open.isEmpty() && !open.equalsIgnoreCase("false")) {
      return Volume.STAYS;
    }
    Map<String, String> hidden = properties.configurationProtectedSettings();
    return hidden != null && hidden.containsKey(RETAIN) ? Volume.UNKNOWN : Volume.GOES;
  }

  private static String value(@Nullable Map<String, String> settings) {
    return settings == null ? "" : Objects.requireNonNullElse(settings.get(RETAIN), "").strip();
  }

  private static String namespace(Extension.@Nullable Scope scope) {
    if (scope != null && scope.namespace() != null) {
      return Objects.requireNonNullElse(scope.namespace().targetNamespace(), "NAMESPACE");
    }
    return scope == null || scope.cluster() == null
        ? "NAMESPACE"
        : Objects.requireNonNullElse(scope.cluster().releaseNamespace(), "NAMESPACE");
  }
}
