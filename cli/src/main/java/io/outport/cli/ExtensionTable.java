package io.outport.cli;

import io.outport.hubapi.model.ErrorInfo;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.StatusItem;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Extensions as table rows, and what is to know of them in words. */
final class ExtensionTable {
  static final List<String> TITLES =
      List.of("Name", "Type", "Version", "State", "Train", "Auto upgrade", "Namespace", "Problems");

  private ExtensionTable() {}

  static List<String> row(Extension extension) {
    Optional<Extension.Properties> known = Optional.ofNullable(extension.properties());
    return List.of(
        text(extension.name()),
        of(known, Extension.Properties::extensionType),
        known.map(ExtensionTable::version).orElse("-"),
        of(known, Extension.Properties::provisioningState),
        of(known, Extension.Properties::releaseTrain),
        known.map(ExtensionTable::upgrades).orElse("-"),
        known.map(ExtensionTable::namespace).orElse("-"),
        known.map(ExtensionTable::problems).orElse("-"));
  }

  /** The row, and in a table's case what is wrong below it. */
  static void show(Extension extension, Output output) {
    output.show(extension, TITLES, row(extension));
    Extension.Properties known = extension.properties();
    if (known == null || !output.isTable()) {
      return;
    }
    statuses(known).forEach(each -> output.say(words(each)));
    if (known.errorInfo() != null) {
      output.say("error: " + words(known.errorInfo()));
    }
  }

  /** One status, such as {@code warning: Pulling: no space left}. */
  static String words(StatusItem status) {
    String prefix =
        switch (status.level()) {
          case StatusItem.ERROR -> "error: ";
          case StatusItem.WARNING -> "warning: ";
          default -> "";
        };
    String title = status.displayStatus() == null ? status.code() : status.displayStatus();
    return status.message().isEmpty()
        ? prefix + title
        : "%s%s: %s".formatted(prefix, title, status.message());
  }

  /** What went wrong, with all its parts, in one line. */
  static String words(ErrorInfo error) {
    String whole = "%s: %s".formatted(error.code(), error.message());
    List<ErrorInfo> details = Objects.requireNonNullElse(error.details(), List.of());
    return Stream.concat(Stream.of(whole), details.stream().map(ExtensionTable::words))
        .reduce("%s; %s"::formatted)
        .orElse(whole);
  }

  static List<StatusItem> statuses(Extension.Properties known) {
    return Objects.requireNonNullElse(known.statuses(), List.of());
  }

  /** What runs, and what is to run where that is another. */
  private static String version(Extension.Properties known) {
    String runs = text(known.currentVersion());
    String wanted = text(known.version());
    return wanted.equals("-") || wanted.equals(runs) ? runs : "%s -> %s".formatted(runs, wanted);
  }

  private static String upgrades(Extension.Properties known) {
    if (known.autoUpgradeMode() != null) {
      return known.autoUpgradeMode();
    }
    return known.autoUpgradeMinorVersion() == null
        ? "-"
        : known.autoUpgradeMinorVersion().toString();
  }

  private static String namespace(Extension.Properties known) {
    Optional<Extension.Scope> scope = Optional.ofNullable(known.scope());
    return scope
        .map(Extension.Scope::cluster)
        .map(Extension.ClusterScope::releaseNamespace)
        .or(
            () ->
                scope
                    .map(Extension.Scope::namespace)
                    .map(Extension.NamespaceScope::targetNamespace))
        .orElse("-");
  }

  private static String problems(Extension.Properties known) {
    if (known.errorInfo() != null) {
      return known.errorInfo().code();
    }
    long errors = count(known, StatusItem.ERROR);
    long warnings = count(known, StatusItem.WARNING);
    if (errors + warnings == 0) {
      return "-";
    }
    return Stream.of(counted(errors, "error"), counted(warnings, "warning"))
        .filter(each -> !each.isEmpty())
        .reduce("%s, %s"::formatted)
        .orElse("-");
  }

  private static long count(Extension.Properties known, String level) {
    return statuses(known).stream().filter(each -> each.level().equals(level)).count();
  }

  private static String counted(long count, String noun) {
    return count == 0 ? "" : "%d %s%s".formatted(count, noun, count == 1 ? "" : "s");
  }

  private static String of(
      Optional<Extension.Properties> known,
      Function<Extension.Properties, @Nullable String> field) {
    return known.map(each -> text(field.apply(each))).orElse("-");
  }

  private static String text(@Nullable String value) {
    return value == null || value.isEmpty() ? "-" : value;
  }
}
