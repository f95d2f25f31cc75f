package io.outport.hubapi.client;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.OperationStatus;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports on what runs in a cluster, which its agent gathers when it next asks. Failures as {@link
 * HubClient} says.
 */
public final class DiagnosticsClient {
  private final ArmCalls calls;
  private final String collection;

  DiagnosticsClient(ArmCalls calls, String collection) {
    this.calls = calls;
    this.collection = collection;
  }

  /**
   * What to look at.
   *
   * @param namespaces beside the extension's own; may be empty
   */
  public record Request(String extensionName, List<String> namespaces) {
    /** Copies the list. */
    public Request {
      namespaces = List.copyOf(namespaces);
    }
  }

  /**
   * How far a report is.
   *
   * @param status of {@link OperationStatus}
   * @param message what is wrong, or is being done; null for nothing to say
   */
  public record Report(String id, @Nullable String status, @Nullable String message) {}

  /** Asks for a report. */
  public Report begin(Request request) {
    String body = ControlJson.mapper().writeValueAsString(request);
    return calls.read(calls.send("POST", collection, body), Report.class);
  }

  /** How far it is. */
  public Report get(String id) {
    return calls.read(calls.send("GET", path(id)), Report.class);
  }

  /** The finished report: a tar archive, compressed by gzip. */
  public byte[] archive(String id) {
    JsonAnswer answer = calls.send("GET", path(id) + "/archive");
    return Base64.getDecoder().decode(calls.read(answer, Archive.class).base64());
  }

  private record Archive(String base64) {}

  private String path(String id) {
    return collection + "/" + ArmCalls.encode(id);
  }
}
