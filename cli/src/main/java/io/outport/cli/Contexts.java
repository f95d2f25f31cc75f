package io.outport.cli;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;

/**
 * The hubs that this user can speak to: one file each, readable by the user alone, in {@code
 * $OUTPORT_CONFIG_DIR/contexts} or {@code ~/.config/outport/contexts}.
 */
public final class Contexts {
  private static final String SUFFIX = ".json";

  private final Path folder;

  private final Preferences preferences;

  private Contexts(Path folder, Preferences preferences) {
    this.folder = folder;
    this.preferences = preferences;
  }

  /** The folder that the environment names. */
  public static Contexts of(Map<String, String> environment) {
    return new Contexts(root(environment).resolve("contexts"), Preferences.of(environment));
  }

  /** The folder of everything that is kept for this user. */
  static Path root(Map<String, String> environment) {
    String named = environment.getOrDefault("OUTPORT_CONFIG_DIR", "");
    return named.isEmpty()
        ? Path.of(environment.getOrDefault("HOME", "."), ".config", "outport")
        : Path.of(named);
  }

  /** Keeps a hub under its name, in place of what was kept there; answers the file. */
  public Path save(HubContext context) {
    Path file = folder.resolve(context.name() + SUFFIX);
    try {
      Files.createDirectories(folder);
      Path fresh = Files.createTempFile(folder, ".new", SUFFIX, owner());
      Files.writeString(
          fresh,
          ControlJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(context),
          StandardOpenOption.TRUNCATE_EXISTING);
      return Files.move(
          fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot keep the hub's address in %s: %s; set OUTPORT_CONFIG_DIR to a folder of yours"
              .formatted(file, reason(e)),
          e);
    }
  }

  /**
   * The hub of this name or login server; where none is given, the one that was chosen for all
   * commands, or the only one.
   */
  public HubContext choose(String given) {
    List<String> names = names();
    String name = given.isEmpty() ? preferred(names) : given;
    if (names.isEmpty()) {
      throw new Refusal(
          Refusal.Exit.NOT_FOUND,
          "no hub is known here (looked in %s); sign in with 'outport login', or make a hub with 'outport hub init'"
              .formatted(folder));
    }
    if (name.isEmpty() && names.size() > 1) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "several hubs are known here: choose one with -r, or for all commands with 'outport account set -n NAME', of %s"
              .formatted(names));
    }
    String wanted = name.isEmpty() ? names.getFirst() : name;
    return names.stream()
        .filter(each -> each.equalsIgnoreCase(wanted))
        .findFirst()
        .or(() -> names.stream().filter(each -> isAt(read(each), wanted)).findFirst())
        .map(this::read)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.NOT_FOUND,
                    "no hub '%s' is known here; known are %s".formatted(wanted, names)));
  }

  /** All hubs that are known here. */
  List<HubContext> all() {
    return names().stream().map(this::read).toList();
  }

  /** The hub that is kept under this name. */
  Optional<HubContext> find(String name) {
    return names().stream().filter(name::equalsIgnoreCase).findFirst().map(this::read);
  }

  /** Forgets the hub of this name; false where none was known. */
  boolean remove(String name) {
    try {
      return Files.deleteIfExists(folder.resolve(name + SUFFIX));
    } catch (IOException e) {
      throw new Refusal(Refusal.Exit.USAGE, "cannot remove %s: %s".formatted(folder, reason(e)), e);
    }
  }

  /** The hub that was chosen for all commands, while it is known. */
  private String preferred(List<String> names) {
    String chosen = preferences.get(Preferences.HUB);
    return names.stream().filter(chosen::equalsIgnoreCase).findFirst().orElse("");
  }

  /** Scripts name a registry by its login server, too. */
  private static boolean isAt(HubContext context, String loginServer) {
    return loginServer.equalsIgnoreCase(context.endpoint().getAuthority());
  }

  private HubContext read(String name) {
    Path file = folder.resolve(name + SUFFIX);
    try {
      return ControlJson.mapper().readValue(Files.readString(file), HubContext.class);
    } catch (IOException | JacksonException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "%s cannot be read as a hub's context: %s; remove it and make it again"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }

  private List<String> names() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      files
          .map(file -> file.getFileName().toString())
          .filter(file -> file.endsWith(SUFFIX) && !file.startsWith("."))
          .map(file -> file.substring(0, file.length() - SUFFIX.length()))
          .sorted()
          .forEach(names::add);
    } catch (IOException e) {
      throw new Refusal(Refusal.Exit.USAGE, "cannot read %s: %s".formatted(folder, reason(e)), e);
    }
    return names;
  }

  private static java.nio.file.attribute.FileAttribute<?> owner() {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
