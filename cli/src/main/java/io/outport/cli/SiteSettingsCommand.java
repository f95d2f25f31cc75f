package io.outport.cli;

import io.outport.hubapi.client.HubClient;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ConnectionString;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.Refusal;
import io.outport.hubapi.model.Registry;
import io.outport.hubapi.model.Token;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Prints what a site needs to start (reference, 3.3). */
@Command(
    name = "get-settings",
    description = "Print what a site needs to start: above all its connection string.",
    footer = {
      "",
      "Example:",
      "  outport connected-registry get-settings -n shop1 --parent-protocol https \\",
      "      --generate-password 1 --yes --save shop1.connection"
    })
final class SiteSettingsCommand implements Runnable {
  private static final String PLACEHOLDER = "<generate-password-first>";
  private static final Set<String> PROTOCOLS = Set.of("http", "https");

  @Mixin private final HubOptions hub = new HubOptions(System.getenv());
  @Mixin private final Output output = new Output();
  @Mixin private final SiteName name = new SiteName();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(
      names = {"--parent-protocol"},
      required = true,
      paramLabel = "PROTOCOL",
      description = "https or http; a hub always speaks https.")
  private String protocol = "https";

  @Option(
      names = {"--generate-password"},
      paramLabel = "SLOT",
      description = "1 or 2: make a fresh password in that slot, which ends the one there.")
  private @Nullable Integer slot;

  @Option(
      names = {"--save"},
      paramLabel = "FILE",
      description = "Write the connection string to this new file, readable by you alone.")
  private @Nullable Path file;

  @Override
  public void run() {
    check();
    try (HubClient client = hub.open()) {
      ConnectedRegistry site = client.connectedRegistries().get(name.value);
      String token = syncToken(site);
      String password = slot == null ? PLACEHOLDER : generate(client, token, slot);
      ConnectionString made = connectionString(client.registry(), token, password);
      if (file == null) {
        print(made);
      } else {
        save(made, file);
      }
    }
  }

  private void check() {
    if (!PROTOCOLS.contains(protocol)) {
      throw new Refusal(Refusal.Exit.USAGE, "--parent-protocol takes http or https");
    }
    if (slot != null && slot != 1 && slot != 2) {
      throw new Refusal(Refusal.Exit.USAGE, "--generate-password takes 1 or 2");
    }
    if (file != null && slot == null) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--save needs --generate-password: a kept password cannot be shown again");
    }
    if (file != null && Files.exists(file)) {
      throw exists(file);
    }
  }

  private String generate(HubClient client, String token, int wanted) {
    confirmation.ask(
        "Make a new password %d of sync token '%s'? The one there stops working."
            .formatted(wanted, token));
    var request =
        new GenerateCredentials(client.tokens().id(token).toString(), "password" + wanted, null);
    return client.generateCredentials(request).passwords().stream()
        .filter(each -> each.name().equals("password" + wanted))
        .map(Token.Password::value)
        .findFirst()
        .orElseThrow(
            () -> new Refusal(Refusal.Exit.REJECTED, "the hub made no password; try again"));
  }

  private ConnectionString connectionString(Registry registry, String token, String password) {
    if (protocol.equals("http")) {
      output.say("the hub speaks https only: the connection string says so");
    }
    return new ConnectionString(
        name.value,
        token,
        password,
        registry.properties().loginServer(),
        "https",
        Optional.ofNullable(registry.properties().caCertificate()).orElse(""));
  }

  private void print(ConnectionString made) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("ACR_REGISTRY_CONNECTION_STRING", made.toText());
    settings.put("SYNC_TOKEN_USER", made.tokenName());
    settings.put("SYNC_TOKEN_PASSWORD", made.tokenPassword());
    settings.put("ACR_REGISTRY_CERTIFICATE_VOLUME", "/var/acr/certs");
    settings.put("ACR_REGISTRY_DATA_VOLUME", "/var/acr/data");
    settings.put("ACR_REGISTRY_LOGIN_SERVER", "<optional: the site's own name>");
    List<List<String>> rows =
        settings.entrySet().stream().map(each -> List.of(each.getKey(), each.getValue())).toList();
    output.list(settings, List.of("Setting", "Value"), rows);
  }

  private void save(ConnectionString made, Path target) {
    try {
      Files.createFile(
          target,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(target, made.toText() + "\n", StandardOpenOption.WRITE);
      output.say("wrote the connection string of '%s' to %s".formatted(name.value, target));
    } catch (FileAlreadyExistsException e) {
      throw exists(target);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot write %s: %s; the new password is lost, make another with --generate-password"
              .formatted(target, e.getClass().getSimpleName()),
          e);
    }
  }

  private static Refusal exists(Path target) {
    return new Refusal(
        Refusal.Exit.USAGE,
        "%s exists: name another file, or remove that one first".formatted(target));
  }

  private static String syncToken(ConnectedRegistry site) {
    return Optional.ofNullable(site.properties().parent())
        .map(ConnectedRegistry.Parent::syncProperties)
        .map(ConnectedRegistry.SyncProperties::tokenId)
        .map(SiteTable::lastPart)
        .orElseThrow(
            () ->
                new Refusal(
                    Refusal.Exit.REJECTED, "the hub did not say which sync token the site has"));
  }
}
