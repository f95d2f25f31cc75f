package io.outport.hub.extension;

import io.outport.hub.resource.Resources;
import io.outport.hubapi.agent.DesiredExtension;
import io.outport.hubapi.agent.ExtensionReport;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.SystemData;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An extension as it is kept.
 *
 * @param cluster its cluster's key
 * @param incarnation told apart from an earlier extension of the same name
 * @param generation grows with each change of the wish
 * @param systemData null in a record of an earlier version
 * @param move what a rollout, or the hub by itself, did with it; null for nothing
 */
public record ExtensionEntry(
    String cluster,
    String name,
    String incarnation,
    long generation,
    Wish wish,
    Secrets secrets,
    Progress progress,
    @Nullable SystemData systemData,
    @Nullable Move move) {

  /** How long protected settings wait for their cluster (reference, 4 "Offline cluster"). */
  static final Duration SECRETS_WAIT = Duration.ofDays(2);

  /**
   * What people asked for.
   *
   * @param autoUpgradeMode {@code none}, {@code patch} or {@code compatible}
   * @param pinned the version that was asked for; null where the hub chooses
   * @param targetNamespace null where it is for the whole cluster
   * @param forgotten people see it no more; the cluster still has to remove it
   */
  record Wish(
      String extensionType,
      String autoUpgradeMode,
      String releaseTrain,
      @Nullable String pinned,
      DesiredExtension.Chart chart,
      String releaseNamespace,
      @Nullable String targetNamespace,
      Map<String, String> settings,
      boolean deleting,
      boolean forgotten) {
    Wish {
      settings = Map.copyOf(Objects.requireNonNullElse(settings, Map.of()));
    }

    /** With this chart, and this version asked for; null where the hub chooses. */
    Wish at(DesiredExtension.Chart other, @Nullable String version) {
      return new Wish(
          extensionType,
          autoUpgradeMode,
          releaseTrain,
          version,
          other,
          releaseNamespace,
          targetNamespace,
          settings,
          deleting,
          forgotten);
    }

    boolean isSameVersion(Wish other) {
      return chart.equals(other.chart) && Objects.equals(pinned, other.pinned);
    }

    Wish removed(boolean forget) {
      return new Wish(
          extensionType,
          autoUpgradeMode,
          releaseTrain,
          pinned,
          chart,
          releaseNamespace,
          targetNamespace,
          settings,
          true,
          forgotten || forget);
    }

    /** Without settings (law L10). */
    @Override
    public String toString() {
      return "Wish[%s %s]".formatted(extensionType, chart);
    }
  }

  /**
   * Protected settings.
   *
   * @param keys their names
   * @param sealed their values; empty where there are none, or where they were dropped
   * @param since when they were given
   * @param claimed their cluster has them
   */
  record Secrets(List<String> keys, String sealed, Instant since, boolean claimed) {
    Secrets {
      keys = List.copyOf(Objects.requireNonNullElse(keys, List.of()));
    }

    Secrets claim() {
      return claimed ? this : new Secrets(keys, sealed, since, true);
    }

    Secrets drop() {
      return new Secrets(keys, "", since, claimed);
    }

    boolean isDropped() {
      return sealed.isEmpty() && !keys.isEmpty();
    }

    boolean isOutOfTime(Instant now) {
      return !claimed && !sealed.isEmpty() && since.plus(SECRETS_WAIT).isBefore(now);
    }
  }

  /**
   * What its cluster said.
   *
   * @param worked it has been as wished before
   * @param report the last one; null for none
   */
  record Progress(boolean worked, @Nullable ExtensionReport report) {
    static final Progress NONE = new Progress(false, null);
  }

  String key() {
    return key(cluster, name);
  }

  static String key(String cluster, String name) {
    return Resources.key(cluster + "/" + name);
  }

  ExtensionEntry next(Wish other, Secrets others) {
    return new ExtensionEntry(
        cluster, name, incarnation, generation + 1, other, others, progress, systemData, move);
  }

  ExtensionEntry with(Secrets others) {
    return new ExtensionEntry(
        cluster, name, incarnation, generation, wish, others, progress, systemData, move);
  }

  ExtensionEntry with(Progress other) {
    return new ExtensionEntry(
        cluster, name, incarnation, generation, wish, secrets, other, systemData, move);
  }

  /** As changed by a principal; what the hub and the agent do by themselves is no change of it. */
  ExtensionEntry by(String principal, Instant now) {
    SystemData known = Objects.requireNonNullElse(systemData, SystemData.UNKNOWN);
    return new ExtensionEntry(
        cluster,
        name,
        incarnation,
        generation,
        wish,
        secrets,
        progress,
        known.modified(principal, now),
        move);
  }

  ExtensionEntry with(@Nullable Move other) {
    return new ExtensionEntry(
        cluster, name, incarnation, generation, wish, secrets, progress, systemData, other);
  }

  /** With another wish, if it is another. */
  ExtensionEntry wishing(Wish other) {
    return other.equals(wish) ? this : next(other, secrets);
  }

  /** After somebody chose a version: what a rollout did with it is past. */
  ExtensionEntry left() {
    return move == null ? this : with(move.left());
  }

  /**
   * Moved to this chart, its pin along with it.
   *
   * @param rollout whose doing it is; empty for the hub's own
   */
  ExtensionEntry moved(String rollout, DesiredExtension.Chart chart) {
    String version = wish.pinned() == null ? null : chart.version();
    return wishing(wish.at(chart, version)).with(Move.begun(rollout, chart, proved()).after(move));
  }

  /** What was wished last, but for what the hub or a rollout chose and nobody has seen work. */
  private Move.Before proved() {
    return move != null && move.isUnproved() && move.chart().equals(wish.chart())
        ? move.before()
        : new Move.Before(wish.chart(), wish.pinned());
  }

  /** After a report of what is wished now. */
  ExtensionEntry heard(ExtensionReport report, Instant now) {
    if (move == null || !wish.chart().equals(move.chart())) {
      return this;
    }
    ExtensionEntry heard = with(move.heard(report, now));
    return move.findOwnFailure(report).map(heard::givenUp).orElse(heard);
  }

  /**
   * What it had is wished again where it never worked with what it was moved to: that would be
   * tried once more with the next change of a setting else.
   */
  ExtensionEntry givenUp(Move.Failure failure) {
    Move given = Objects.requireNonNull(move);
    boolean back = !given.worked() && wish.chart().equals(given.chart());
    Wish next = back ? wish.at(given.before().chart(), given.before().pinned()) : wish;
    return wishing(next).with(given.failed(failure));
  }

  /** Whether it is known that it does not run with this chart. */
  boolean failedOn(DesiredExtension.Chart chart) {
    return move != null && move.failedOn(chart);
  }

  /** Whether its cluster says that it is not as wished. */
  boolean hasFailed() {
    return currentReport()
        .filter(each -> each.provisioningState().equals(Extension.FAILED))
        .isPresent();
  }

  /** The last report of what is wished now. */
  Optional<ExtensionReport> currentReport() {
    return Optional.ofNullable(progress.report()).filter(each -> each.generation() == generation);
  }
}
