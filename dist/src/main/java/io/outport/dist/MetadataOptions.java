package io.outport.dist;

import io.outport.hub.MetadataPlace;
import io.outport.hubapi.model.Refusal;
import io.outport.registry.store.sql.PostgresAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a hub keeps its metadata. */
final class MetadataOptions {
  @Option(
      names = {"--metadata"},
      paramLabel = "URL",
      description =
          "PostgreSQL database for the metadata: postgresql://HOST[:PORT]/DATABASE, with the"
              + " driver's options such as ?sslmode=verify-full. Without it they are kept in the"
              + " data folder. A hub stays with what it was first started with.")
  private @Nullable String url;

  @Option(
      names = {"--metadata-user"},
      paramLabel = "NAME",
      description = "User of that database; default: the user that runs the hub.")
  private @Nullable String user;

  @Option(
      names = {"--metadata-password-file"},
      paramLabel = "FILE",
      description = "File with the user's password; default: ~/.pgpass, as for psql.")
  private @Nullable Path passwordFile;

  MetadataPlace read() {
    if (url == null) {
      if (user != null || passwordFile != null) {
        throw new Refusal(
            Refusal.Exit.USAGE,
            "--metadata-user and --metadata-password-file go with --metadata: name the database");
      }
      return MetadataPlace.OWN_FILE;
    }
    try {
      return new MetadataPlace.Postgres(
          PostgresAccess.of(url, Optional.ofNullable(user), password()));
    } catch (IllegalArgumentException e) {
      throw new Refusal(Refusal.Exit.USAGE, "--metadata " + e.getMessage(), e);
    }
  }

  private Optional<String> password() {
    if (passwordFile == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(passwordFile).strip());
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot read --metadata-password-file '%s': name a file that this user may read"
              .formatted(passwordFile),
          e);
    }
  }
}
