package io.outport.hubapi.client;

import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Extension;
import io.outport.hubapi.model.OperationStatus;
import java.util.List;
import java.util.Optional;

/**
 * The calls on the extensions of one cluster. A write is kept by the hub at once and done by the
 * cluster's agent later: follow its operation. Failures as {@link HubClient} says.
 */
public final class ExtensionClient {
  private static final int NO_CONTENT = 204;

  private final ArmCalls calls;
  private final String cluster;

  ExtensionClient(ArmCalls calls, String cluster) {
    this.calls = calls;
    this.cluster = cluster;
  }

  /**
   * What a write led to.
   *
   * @param operation what to ask {@link #operation} with; empty where all is done already
   */
  public record Begun(Extension state, String operation) {}

  /** Reads an extension; {@code NOT_FOUND} where there is none. */
  public Extension get(String name) {
    return calls.read(calls.send("GET", path(name)), Extension.class);
  }

  /** Reads an extension, or says empty where there is none. */
  public Optional<Extension> find(String name) {
    return calls.find(path(name)).map(answer -> calls.read(answer, Extension.class));
  }

  /** All extensions of the cluster, sorted by name. */
  public List<Extension> list() {
    return calls.readAll(collection(), Extension.class);
  }

  /** Creates the extension, or makes an existing one like this. */
  public Begun put(String name, Extension wanted) {
    return write("PUT", name, wanted);
  }

  /** Changes what is given: plain settings merge, protected ones are replaced as a whole. */
  public Begun patch(String name, Extension partial) {
    return write("PATCH", name, partial);
  }

  /**
   * Deletes the extension.
   *
   * @param force without waiting for the cluster, which keeps what is installed there
   * @return the operation, empty text where it is gone already; empty where there was none
   */
  public Optional<String> delete(String name, boolean force) {
    String query = force ? "?forceDelete=true" : "";
    JsonAnswer answer = calls.send("DELETE", path(name) + query);
    return answer.status() == NO_CONTENT
        ? Optional.empty()
        : Optional.of(ArmCalls.operation(answer));
  }

  /**
   * How far an operation is, or empty where the hub knows of none such any more, or has nothing to
   * say of it.
   */
  public Optional<Progress> operation(String operation) {
    return calls
        .find(operation)
        .filter(answer -> answer.status() != NO_CONTENT)
        .map(
            answer ->
                new Progress(
                    calls.read(answer, OperationStatus.class),
                    seconds(answer.headers().getOrDefault("retry-after", ""))));
  }

  /**
   * How far an operation is.
   *
   * @param pauseSeconds until the hub wants to be asked again, 1 or more; negative where it does
   *     not say
   */
  public record Progress(OperationStatus status, int pauseSeconds) {}

  /** The extension types that the cluster can have. */
  public ExtensionTypeClient types() {
    return new ExtensionTypeClient(calls, cluster + "/providers/" + ClusterId.EXTENSION_PROVIDER);
  }

  /** Reports on what runs in the cluster. */
  public DiagnosticsClient diagnostics() {
    return new DiagnosticsClient(calls, cluster + "/providers/Outport.Fleet/diagnostics");
  }

  private Begun write(String method, String name, Extension wanted) {
    String body = ControlJson.mapper().writeValueAsString(wanted);
    JsonAnswer answer = calls.send(method, path(name), body);
    return new Begun(calls.read(answer, Extension.class), ArmCalls.operation(answer));
  }

  private static int seconds(String text) {
    // None at all would be asking without end.
    return text.matches("\\d{1,4}") ? Math.max(1, Integer.parseInt(text)) : -1;
  }

  private String collection() {
    return cluster + "/providers/" + ClusterId.EXTENSION_TYPE;
  }

  private String path(String name) {
    return collection() + "/" + ArmCalls.encode(name);
  }
}
