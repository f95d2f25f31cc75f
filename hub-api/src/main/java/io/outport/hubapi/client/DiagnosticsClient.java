package io.outport.hubapi.client;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.OperationStatus;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reports on what runs in a cluster, which its agent gathers when it next asks. Failures as {@link
 * HubClient} says.
 */
public final class DiagnosticsClient {
  private static final int OK = 200;

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

  /** The finished report: a tar archive, compressed by gzip, of at most 16 MiB. */
  public byte[] archive(String id) {
    byte[] answer = calls.fetch(path(id) + "/archive");
    // A hub may answer in JSON, as all of its other calls do.
    return new JsonAnswer(OK, new String(answer, StandardCharsets.UTF_8))
        .find(Encoded.class)
        .map(Encoded::base64)
        .map(Base64.getDecoder()::decode)
        .orElse(answer);
  }

  /** An archive in JSON. */
  private record Encoded(@Nullable String base64) {}

  private String path(String id) {
    return collection + "/" + ArmCalls.encode(id);
  }
}
