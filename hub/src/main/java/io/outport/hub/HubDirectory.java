package io.outport.hub;

import io.outport.hub.extension.SettingsSeal;
import io.outport.hub.resource.Principal;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import io.outport.registry.tls.ServerIdentityFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Where a hub's data lies, below one folder that is its user's alone (0700, files 0600):
 *
 * <pre>
 * hub.json          who the hub is; written last, so its presence says that init was done
 * api-signing.key   signs the control API's tokens
 * protected-settings.key  seals what extensions are told in secret
 * tls/              tls.crt and tls.key of the server; ca.crt (and ca.key where it is our own)
 * blobs/            the registry's bytes, or
 * blob-staging/     what of uploads is not yet in the bucket that has them
 * metadata.db       the registry's metadata and the hub's resources (SQLite)
 * metadata.place    where those are kept instead
 * </pre>
 */
record HubDirectory(Path root) {
  /** What an init that did not get to its end may leave. */
  private static final Set<String> UNFINISHED =
      Set.of("api-signing.key", "tls", "hub.json" + PrivateFiles.TEMPORARY);

  private static final Pattern KEY = Pattern.compile("[0-9a-f]{64}");

  static HubDirectory at(Path folder) {
    return new HubDirectory(folder.toAbsolutePath().normalize());
  }

  Path document() {
    return root.resolve("hub.json");
  }

  Path signingKey() {
    return root.resolve("api-signing.key");
  }

  Path tls() {
    return root.resolve("tls");
  }

  Path ca() {
    return tls().resolve("ca.crt");
  }

  ServerIdentityFiles identity() {
    return ServerIdentityFiles.in(tls());
  }

  Path blobs() {
    return root.resolve("blobs");
  }

  /** Whether blobs were kept here; a store that was opened and never used holds none. */
  boolean hasBlobs() {
    return Files.exists(blobs().resolve("blobs"));
  }

  Path blobStaging() {
    return root.resolve("blob-staging");
  }

  Path metadata() {
    return root.resolve("metadata.db");
  }

  /**
   * Refuses a start that would begin anew with empty metadata because it looks in another place
   * than the starts before.
   */
  void requireSamePlace(MetadataPlace wanted) {
    String before = Files.exists(metadata()) ? MetadataPlace.OWN_FILE.name() : wanted.name();
    if (Files.exists(place())) {
      before = text(place()).strip();
    }
    if (!before.equals(wanted.name())) {
      String way =
          before.equals(MetadataPlace.OWN_FILE.name())
              ? "without --metadata, or make a new hub for that database"
              : "with --metadata " + before;
      throw refusal(
          "the hub in '%s' keeps its metadata in '%s', not in '%s': start it %s"
              .formatted(root, before, wanted.name(), way));
    }
  }

  /** Remembers the place for later starts, once it was found to be one. */
  void remember(MetadataPlace chosen) {
    if (chosen instanceof MetadataPlace.Postgres && !Files.exists(place())) {
      try {
        PrivateFiles.write(place(), chosen.name() + "\n");
      } catch (IOException e) {
        throw failed(place(), e);
      }
    }
  }

  private Path place() {
    return root.resolve("metadata.place");
  }

  /** Who the hub is; refuses a folder that is none of ours. */
  HubDocument read() {
    return find()
        .orElseThrow(
            () ->
                refusal(
                    ("'%s' is not a hub's data directory: make one with 'outport hub init --data %s"
                            + " --name NAME'")
                        .formatted(root, root)));
  }

  /** Who the hub is; empty where no hub was made here. */
  Optional<HubDocument> find() {
    if (!Files.exists(document())) {
      return Optional.empty();
    }
    try {
      JsonNode tree = ControlJson.mapper().readTree(text(document()));
      int format = tree.path("format").asInt(0);
      if (format > HubDocument.FORMAT) {
        throw refusal(
            ("'%s' was written by a newer Outport (format %d, this one knows %d): start that"
                    + " version")
                .formatted(root, format, HubDocument.FORMAT));
      }
      return Optional.of(ControlJson.mapper().treeToValue(tree, HubDocument.class));
    } catch (JacksonException e) {
      throw refusal("'%s' is damaged: restore it from a backup".formatted(document()));
    }
  }

  /** Keeps these principals in place of those before. */
  void write(List<Principal> principals) {
    try {
      write(read().with(principals));
    } catch (IOException e) {
      throw failed(document(), e);
    }
  }

  /** Keeps who the hub is; a crash leaves the old text or the new one. */
  void write(HubDocument document) throws IOException {
    PrivateFiles.write(
        document(),
        ControlJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n");
  }

  /** The key that signs the control API's tokens. */
  byte[] readSigningKey() {
    return readKey(signingKey());
  }

  private static byte[] readKey(Path file) {
    String text = text(file).strip();
    if (!KEY.matcher(text).matches()) {
      throw refusal("'%s' is damaged: restore it from a backup".formatted(file));
    }
    return HexFormat.of().parseHex(text);
  }

  /** The key that seals protected settings; made by the first start that looks for it. */
  byte[] sealingKey(RandomGenerator random) {
    Path file = root.resolve("protected-settings.key");
    if (!Files.exists(file)) {
      byte[] fresh = new byte[SettingsSeal.KEY_BYTES];
      random.nextBytes(fresh);
      try {
        PrivateFiles.write(file, HexFormat.of().formatHex(fresh) + "\n");
      } catch (IOException e) {
        throw failed(file, e);
      }
    }
    return readKey(file);
  }

  /** The CA that sites must be given; empty when the certificate is publicly trusted. */
  Optional<String> readCa() {
    return Files.exists(ca()) ? Optional.of(text(ca())) : Optional.empty();
  }

  /** What is here that neither an empty folder nor an unfinished init would hold. */
  List<String> foreignEntries() {
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .map(each -> String.valueOf(each.getFileName()))
          .filter(name -> !UNFINISHED.contains(name))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw failed(root, e);
    }
  }

  static Refusal refusal(String words) {
    return new Refusal(Refusal.Exit.DATA_DIRECTORY, words);
  }

  static Refusal failed(Path path, IOException cause) {
    String words =
        cause instanceof AccessDeniedException
            ? "'%s' may not be used by this user: give it the right to read and write there"
            : "'%s' cannot be used (%s): check the path and the disk";
    return new Refusal(
        Refusal.Exit.DATA_DIRECTORY, words.formatted(path, cause.getMessage()), cause);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw failed(file, e);
    }
  }
}
