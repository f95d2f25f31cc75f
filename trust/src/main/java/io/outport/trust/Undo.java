package io.outport.trust;

import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a node was before us: for each file what was found there, and the folders that we made.
 * Immutable; written down before the first change that it undoes.
 *
 * @param files by the node's path
 * @param folders the node's paths, outer ones first
 */
record Undo(Map<String, Found> files, List<String> folders) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  Undo {
    files = Map.copyOf(files);
    folders = List.copyOf(folders);
  }

  /**
   * One file of the node.
   *
   * @param bytes what was there before us; empty for no file
   * @param written digests of all that we wrote there, or were about to: what is none of them, is
   *     not ours
   */
  record Found(Optional<byte[]> bytes, List<String> written) {
    Found {
      written = List.copyOf(written);
    }
  }

  static Undo nothing() {
    return new Undo(Map.of(), List.of());
  }

  boolean isEmpty() {
    return files.isEmpty() && folders.isEmpty();
  }

  Undo with(String path, Found found) {
    Map<String, Found> all = new LinkedHashMap<>(files);
    all.put(path, found);
    return new Undo(all, folders);
  }

  Undo withFolder(String path) {
    List<String> all = new ArrayList<>(folders);
    all.add(path);
    return new Undo(files, all);
  }

  byte[] toJson() {
    ObjectNode root = JSON.createObjectNode();
    ArrayNode kept = root.putArray("files");
    files.forEach(
        (path, found) -> {
          ObjectNode entry = kept.addObject().put("path", path);
          found.bytes().ifPresent(b -> entry.put("found", Base64.getEncoder().encodeToString(b)));
          found.written().forEach(entry.putArray("written")::add);
        });
    folders.forEach(root.putArray("folders")::add);
    return JSON.writeValueAsBytes(root);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws TrustProblemOnNode where it is damaged: then nothing may be changed
   */
  static Undo ofJson(byte[] json) {
    try {
      JsonNode root = JSON.readTree(json);
      Map<String, Found> files = new LinkedHashMap<>();
      for (JsonNode each : root.path("files")) {
        files.put(each.path("path").asString(), found(each));
      }
      List<String> folders = new ArrayList<>();
      root.path("folders").forEach(each -> folders.add(each.asString()));
      return new Undo(files, folders);
    } catch (JacksonException | IllegalArgumentException e) {
      throw new TrustProblemOnNode(
          "the record of what was found on this node is damaged: restore "
              + NodeTrust.RECORD
              + " from a backup, or delete it to keep the node as it is",
          e);
    }
  }

  private static Found found(JsonNode each) {
    List<String> written = new ArrayList<>();
    each.path("written").forEach(digest -> written.add(digest.asString()));
    JsonNode bytes = each.path("found");
    return new Found(
        bytes.isMissingNode()
            ? Optional.empty()
            : Optional.of(Base64.getDecoder().decode(bytes.asString())),
        written);
  }
}
