package io.outport.edge;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import io.outport.registry.content.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * A site's folder: {@code site.json} says whose it is, {@code configuration.json} what the parent
 * said last, {@code tls/} the certificates, {@code blobs/} and {@code metadata.db} the content, and
 * {@code sync/} the journal. {@code events.told} says how far the parent was told of changes here,
 * and {@code contact} when it last answered.
 *
 * <p>Everything is refused before anything is changed; each refusal is a {@link Refusal} of {@code
 * DATA_DIRECTORY}.
 */
final class SiteDirectory {
  private static final int FORMAT = 1;
  private static final int INSTANCE_BYTES = 16;

  /** More changes than any disk takes; the product stays exact in JSON's doubles. */
  private static final long CHANGES_PER_MILLISECOND = 1_000;

  /** What a file system may put into its root by itself. */
  private static final Set<String> IGNORED = Set.of("lost+found");

  private final Path root;
  private final Site site;
  private final boolean known;

  private SiteDirectory(Path root, Site site, boolean known) {
    this.root = root;
    this.site = site;
    this.known = known;
  }

  /**
   * Whose folder it is.
   *
   * @param historyBase null in folders of before there was one
   */
  private record Site(
      int format, String site, String parent, String instanceId, @Nullable Long historyBase) {}

  /** Looks at the folder without changing anything. */
  static SiteDirectory inspect(
      Path data, ParentAddress parent, SecureRandom random, InstantSource clock) {
    Path root = data.toAbsolutePath().normalize();
    requireUsable(root);
    Optional<byte[]> text = identity(root).read();
    if (text.isPresent()) {
      Site found = parse(root, text.get());
      requireSame(root, found, parent);
      return new SiteDirectory(root, found, true);
    }
    requireEmpty(root);
    byte[] instance = new byte[INSTANCE_BYTES];
    random.nextBytes(instance);
    var fresh =
        new Site(
            FORMAT,
            parent.connection().name(),
            parent.uri().toString(),
            HexFormat.of().formatHex(instance),
            clock.millis() * CHANGES_PER_MILLISECOND);
    return new SiteDirectory(root, fresh, false);
  }

  /** Whether an earlier process made this folder. */
  boolean isKnown() {
    return known;
  }

  /** Writes the folder's identity where there was none. */
  void establish() {
    if (!known) {
      try {
        Files.createDirectories(root);
      } catch (IOException e) {
        throw refusal("%s cannot be made: %s".formatted(root, e.getMessage()), e);
      }
      identity(root).write(ControlJson.mapper().writeValueAsBytes(site));
    }
  }

  /** Takes {@link #establish} back after a first start that came to nothing. */
  void abandon() {
    if (!known) {
      identity(root).delete();
      try (Stream<Path> left = Files.list(root)) {
        if (left.findAny().isEmpty()) {
          Files.delete(root);
        }
      } catch (IOException ignored) {
        // An empty folder that stays does no harm; the refusal that brought us here says more.
        return;
      }
    }
  }

  /** Made once for this folder. */
  String instanceId() {
    return site.instanceId();
  }

  Path root() {
    return root;
  }

  /**
   * What the sequences of this folder's history begin at for the sites below: above all that a
   * folder made earlier can have come to, so that none is taken for one of another history.
   */
  long historyBase() {
    Long base = site.historyBase();
    return base == null ? 1 : base;
  }

  DurableFile configuration() {
    return DurableFile.secret(root.resolve("configuration.json"));
  }

  Path blobs() {
    return root.resolve("blobs");
  }

  Path metadata() {
    return root.resolve("metadata.db");
  }

  Path tls() {
    return root.resolve("tls");
  }

  Path journal() {
    return root.resolve("sync");
  }

  DurableFile conflicts() {
    return DurableFile.open(root.resolve("conflicts.json"));
  }

  /** How far the parent was told of what happened here. */
  DurableFile toldEvents() {
    return DurableFile.open(root.resolve("events.told"));
  }

  /** When the parent last answered. */
  DurableFile contact() {
    return DurableFile.open(root.resolve("contact"));
  }

  private static DurableFile identity(Path root) {
    return DurableFile.open(root.resolve("site.json"));
  }

  private static void requireUsable(Path root) {
    Path existing = root;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (existing == null || !Files.isDirectory(existing)) {
      throw refusal("%s is not a folder: name another with --data".formatted(existing), null);
    }
    if (!Files.isWritable(existing)) {
      throw refusal(
          "%s is not writable: give this user the right to write there, or name another folder with --data"
              .formatted(existing),
          null);
    }
  }

  private static void requireEmpty(Path root) {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.list(root)) {
      List<String> names =
          files
              .map(file -> String.valueOf(file.getFileName()))
              .filter(name -> !IGNORED.contains(name))
              .sorted()
              .toList();
      if (!names.isEmpty()) {
        throw refusal(
            "%s holds '%s' but no site.json, so it is not a site's folder: name an empty one with --data"
                .formatted(root, names.getFirst()),
            null);
      }
    } catch (IOException e) {
      throw refusal("%s cannot be read: %s".formatted(root, e.getMessage()), e);
    }
  }

  private static Site parse(Path root, byte[] text) {
    try {
      Site site = ControlJson.mapper().readValue(text, Site.class);
      if (site.format() > FORMAT) {
        throw refusal(
            "%s was written by a newer version (format %d, this program knows %d): use that version"
                .formatted(root, site.format(), FORMAT),
            null);
      }
      if (site.site() == null || site.parent() == null || site.instanceId() == null) {
        throw broken(root, null);
      }
      return site;
    } catch (JacksonException e) {
      throw broken(root, e);
    }
  }

  private static void requireSame(Path root, Site found, ParentAddress parent) {
    if (!found.site().equalsIgnoreCase(parent.connection().name())) {
      throw refusal(
          "%s belongs to connected registry '%s', not to '%s': name another folder with --data"
              .formatted(root, found.site(), parent.connection().name()),
          null);
    }
    if (!found.parent().equals(parent.uri().toString())) {
      throw refusal(
          "%s belongs to a site of %s, not of %s: name another folder with --data, or, when the parent has moved, change 'parent' in %s"
              .formatted(root, found.parent(), parent.uri(), root.resolve("site.json")),
          null);
    }
  }

  private static Refusal broken(Path root, @Nullable Throwable cause) {
    return refusal(
        "%s cannot be read: bring it back from a backup, or name an empty folder with --data"
            .formatted(root.resolve("site.json")),
        cause);
  }

  /** Says in the words of the command line why a store cannot be used. */
  static Refusal refusal(StoreException e) {
    return refusal(String.valueOf(e.getMessage()), e);
  }

  private static Refusal refusal(String message, @Nullable Throwable cause) {
    return new Refusal(Refusal.Exit.DATA_DIRECTORY, "data directory: " + message, cause);
  }
}
