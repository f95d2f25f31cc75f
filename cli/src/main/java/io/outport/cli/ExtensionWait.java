package io.outport.cli;

import io.outport.hubapi.client.ExtensionClient;
import io.outport.hubapi.client.Pause;
import io.outport.hubapi.model.ArmError;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.OperationStatus;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.StatusItem;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Follows what a cluster's agent does until it is done, and tells of each step once. The hub has
 * what is to be done: whoever stops waiting stops nothing else.
 */
final class ExtensionWait {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final ExtensionClient extensions;
  private final Output output;
  private final Pause pause;
  private final InstantSource clock;
  private final Set<String> said = new HashSet<>();

  ExtensionWait(ExtensionClient extensions, Output output, Pause pause, InstantSource clock) {
    this.extensions = extensions;
    this.output = output;
    this.pause = pause;
    this.clock = clock;
  }

  static ExtensionWait of(ExtensionClient extensions, Output output) {
    return new ExtensionWait(extensions, output, Pause.REAL, InstantSource.system());
  }

  /** The extension as it is when the operation has succeeded; refuses with why it has not. */
  Extension untilDone(String name, ExtensionClient.Begun begun, Duration most) {
    if (begun.operation().isEmpty()) {
      return begun.state();
    }
    output.say("asked for; waiting for the cluster's agent (Ctrl-C ends only the waiting)");
    OperationStatus ended = follow(name, begun.operation(), most);
    Extension now = extensions.get(name);
    tell(now);
    return switch (ended.status()) {
      case OperationStatus.SUCCEEDED -> now;
      case OperationStatus.CANCELED ->
          throw new Refusal(
              Refusal.Exit.REJECTED,
              "another change of extension '%s' came in between: see 'outport k8s-extension show'"
                  .formatted(name));
      default -> throw failed(name, now, ended);
    };
  }

  /** Returns when the extension is gone. */
  void untilGone(String name, String operation, Duration most) {
    if (operation.isEmpty()) {
      return;
    }
    output.say("asked for; waiting for the cluster's agent (Ctrl-C ends only the waiting)");
    OperationStatus ended = follow(name, operation, most);
    if (ended.status().equals(OperationStatus.FAILED)) {
      throw extensions
          .find(name)
          .map(now -> failed(name, now, ended))
          .orElseGet(() -> failed(name, "the hub did not say why"));
    }
  }

  private OperationStatus follow(String name, String operation, Duration most) {
    Instant end = clock.instant().plus(most);
    while (true) {
      Optional<ExtensionClient.Progress> progress = extensions.operation(operation);
      if (progress.isEmpty()) {
        // Its record goes with the extension.
        return new OperationStatus(null, "", OperationStatus.SUCCEEDED, null);
      }
      OperationStatus status = progress.get().status();
      if (!status.status().equals(OperationStatus.IN_PROGRESS)) {
        return status;
      }
      extensions.find(name).ifPresent(this::tell);
      if (!clock.instant().isBefore(end)) {
        throw new Refusal(
            Refusal.Exit.UNREACHABLE,
            ("extension '%s' is not done after %d minutes; it goes on, and is done when the"
                    + " cluster's agent is: look with 'outport k8s-extension show', or wait longer"
                    + " with --timeout")
                .formatted(name, most.toMinutes()));
      }
      sleep(progress.get().pauseSeconds());
    }
  }

  private void sleep(int seconds) {
    try {
      pause.sleep(seconds < 0 ? PAUSE : Duration.ofSeconds(seconds));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refusal(Refusal.Exit.UNREACHABLE, "interrupted; the work itself goes on", e);
    }
  }

  /** Says what was not said yet. */
  private void tell(Extension extension) {
    if (extension.properties() == null) {
      return;
    }
    for (StatusItem status : ExtensionTable.statuses(extension.properties())) {
      String words = ExtensionTable.words(status);
      if (said.add(words)) {
        output.say(words);
      }
    }
  }

  private static Refusal failed(String name, Extension now, OperationStatus ended) {
    Optional<String> reported =
        Optional.ofNullable(now.properties())
            .map(Extension.Properties::errorInfo)
            .map(ExtensionTable::words);
    ArmError.Detail error = ended.error();
    String told = error == null ? "" : "%s: %s".formatted(error.code(), error.message());
    return failed(
        name, reported.orElse(told.isEmpty() ? "the cluster's agent did not say why" : told));
  }

  private static Refusal failed(String name, String words) {
    return new Refusal(Refusal.Exit.REJECTED, "extension '%s' failed: %s".formatted(name, words));
  }
}
