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

/** What a site needs to start: its names, a password, and where its parent is (reference, 3.3). */
record SiteSettings(HubClient client, ConnectedRegistry site, String token) {
  /** Stands where no password was asked for; kept ones cannot be shown. */
  static final String NO_PASSWORD = "<generate-password-first>";

  private static final String SECURE = "https";

  static SiteSettings read(HubClient client, String name) {
    ConnectedRegistry site = client.connectedRegistries().get(name);
    return new SiteSettings(client, site, SyncRights.tokenName(site));
  }

  /** A fresh password in this slot, once the person agrees. */
  String generate(int slot, Confirmation confirmation) {
    confirmation.ask(
        "Make a new password %d of sync token '%s'? The one there stops working."
            .formatted(slot, token));
    var request =
        new GenerateCredentials(client.tokens().id(token).toString(), "password" + slot, null);
    return client.generateCredentials(request).passwords().stream()
        .filter(each -> each.name().equals("password" + slot))
        .map(Token.Password::value)
        .findFirst()
        .orElseThrow(
            () -> new Refusal(Refusal.Exit.REJECTED, "the hub made no password; try again"));
  }

  /** The hub speaks https alone; what a parent site speaks, and where it is, its people know. */
  ConnectionString connectionString(String protocol, String password, Output output) {
    String name = SiteTree.name(site);
    Optional<String> parent = SiteTree.parentName(site);
    if (parent.isPresent()) {
      return new ConnectionString(
          name, token, password, address(parent.get(), output), protocol, "");
    }
    if (!protocol.equals(SECURE)) {
      output.warn("the hub speaks https only: the connection string says https");
    }
    Registry registry = client.registry();
    return new ConnectionString(
        name,
        token,
        password,
        registry.properties().loginServer(),
        SECURE,
        Optional.ofNullable(registry.properties().caCertificate()).orElse(""));
  }

  private String address(String parent, Output output) {
    Optional<String> reported =
        client
            .connectedRegistries()
            .find(parent)
            .map(found -> found.properties().loginServer())
            .map(ConnectedRegistry.LoginServer::host)
            .filter(host -> !host.isBlank());
    output.say(
        reported.isPresent()
            ? ("the parent is '%s', at the address that it reported: correct ParentGatewayEndpoint"
                    + " where the site reaches it at another")
                .formatted(parent)
            : "the parent is '%s': put its address in as ParentGatewayEndpoint".formatted(parent));
    output.say(
        "where its certificate is not publicly trusted, add ;ParentCaCertificate= and its CA");
    return reported.orElseGet(() -> "<address-of-%s>".formatted(parent));
  }

  static void print(ConnectionString made, Output output) {
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
    if (made.tokenPassword().equals(NO_PASSWORD)) {
      output.say("add --generate-password 1 (or 2) to have a password in it, shown this once");
    }
  }

  static void save(ConnectionString made, Path target, Output output) {
    try {
      Files.createFile(
          target,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(target, made.toText() + "\n", StandardOpenOption.WRITE);
      output.say("wrote the connection string of '%s' to %s".formatted(made.name(), target));
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

  static Refusal exists(Path target) {
    return new Refusal(
        Refusal.Exit.USAGE,
        "%s exists: name another file, or remove that one first".formatted(target));
  }
}
