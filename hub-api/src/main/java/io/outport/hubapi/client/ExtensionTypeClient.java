package io.outport.hubapi.client;

import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.ExtensionVersion;
import java.util.ArrayList;
import java.util.List;

/** The extension types of a place and their versions. Failures as {@link HubClient} says. */
public final class ExtensionTypeClient {
  private final ArmCalls calls;
  private final String place;

  ExtensionTypeClient(ArmCalls calls, String place) {
    this.calls = calls;
    this.place = place;
  }

  /**
   * Which versions are wanted.
   *
   * @param releaseTrain empty for any
   * @param majorVersion empty for any
   * @param showLatest the newest alone
   */
  public record Filter(String releaseTrain, String majorVersion, boolean showLatest) {
    String query() {
      List<String> all = new ArrayList<>();
      if (!releaseTrain.isEmpty()) {
        all.add("releaseTrain=" + ArmCalls.encode(releaseTrain));
      }
      if (!majorVersion.isEmpty()) {
        all.add("majorVersion=" + ArmCalls.encode(majorVersion));
      }
      if (showLatest) {
        all.add("showLatest=true");
      }
      return all.isEmpty() ? "" : "?" + String.join("&", all);
    }
  }

  /** All types. */
  public List<ExtensionType> list() {
    return calls.readAll(types(), ExtensionType.class);
  }

  /** One type; {@code NOT_FOUND} where there is none. */
  public ExtensionType get(String type) {
    return calls.read(calls.send("GET", path(type)), ExtensionType.class);
  }

  /** The versions of a type. */
  public List<ExtensionVersion> versions(String type, Filter filter) {
    return calls.readAll(path(type) + "/versions" + filter.query(), ExtensionVersion.class);
  }

  /** One version of a type; {@code NOT_FOUND} where there is none. */
  public ExtensionVersion version(String type, String version) {
    String path = path(type) + "/versions/" + ArmCalls.encode(version);
    return calls.read(calls.send("GET", path), ExtensionVersion.class);
  }

  private String types() {
    return place + "/extensionTypes";
  }

  private String path(String type) {
    return types() + "/" + ArmCalls.encode(type);
  }
}
