package io.outport.cli;

import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.client.HubFinder;
import io.outport.hubapi.client.ProxyVariables;
import io.outport.hubapi.model.Refusal;
import io.outport.pki.CertificateProblem;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Signs in to a hub, and keeps how for later commands. */
@Command(
    name = "login",
    description = "Sign in to a hub, and remember it for later commands.",
    footer = {
      "",
      "Example:",
      "  outport login --hub https://hub.example.org:8443 -u shop1bot --ca-file ca.crt"
    })
public final class LoginCommand implements Runnable {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,50}");

  @Mixin private final Output output = new Output();
  @Mixin private final Confirmation confirmation = new Confirmation();

  @Option(
      names = "--hub",
      required = true,
      paramLabel = "URL",
      description = "The hub's address, such as https://hub.example.org:8443.")
  private String address = "";

  @Option(
      names = {"-u", "--username"},
      required = true,
      paramLabel = "PRINCIPAL",
      description = "Name or client id of a principal.")
  private String user = "";

  @Option(
      names = {"-p", "--password"},
      paramLabel = "SECRET",
      description = "Its secret; asked for if left out, or read from standard input as '-'.")
  private @Nullable String secret;

  @Option(
      names = {"-t", "--tenant"},
      paramLabel = "ID",
      description = "The hub's tenant; the hub says it if left out.")
  private @Nullable String tenant;

  @Option(
      names = "--ca-file",
      paramLabel = "FILE",
      description =
          "PEM of the authority that signed the hub's certificate; left out for a public one.")
  private @Nullable Path authority;

  @Option(
      names = {"-n", "--name"},
      paramLabel = "NAME",
      description = "What to call the hub here, for -r; its own name if left out.")
  private String name = "";

  @Option(
      names = "--service-principal",
      hidden = true,
      description = "Accepted for scripts; every sign-in is a principal's.")
  @SuppressWarnings("UnusedVariable") // picocli looks at the option, we do not
  private boolean servicePrincipal;

  /** Made by picocli. */
  public LoginCommand() {}

  @Override
  public void run() {
    URI endpoint = endpoint();
    String caPem = authority == null ? "" : read(authority);
    TrustBundle trust = caPem.isEmpty() ? TrustBundle.system() : bundle(caPem);
    HubContext found = find(endpoint, trust, caPem);
    HubContext context = name.isEmpty() ? found : found.named(checkedName());
    Contexts contexts = Contexts.of(System.getenv());
    contexts.find(context.name()).ifPresent(before -> askToReplace(before, context));
    Path file = contexts.save(context);
    Preferences.of(System.getenv()).set(Preferences.HUB, context.name());
    output.show(
        AccountCommand.view(context, true),
        AccountCommand.TITLES,
        AccountCommand.row(context, true));
    output.say("signed in; what later commands need is in %s".formatted(file));
  }

  /** A sign-in in place of another one loses that one's secret, which cannot be had again. */
  private void askToReplace(HubContext before, HubContext context) {
    if (!before.clientId().equalsIgnoreCase(context.clientId())) {
      confirmation.ask(
          "'%s' is kept here as the sign-in of '%s': forget that one's secret? (--name keeps both)"
              .formatted(before.name(), before.clientId()));
    }
  }

  private String checkedName() {
    if (!NAME.matcher(name).matches()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "--name '%s' is not allowed: use letters, digits, '-' and '_'".formatted(name));
    }
    return name;
  }

  private HubContext find(URI endpoint, TrustBundle trust, String caPem) {
    try {
      return HubFinder.find(
          endpoint,
          trust.clientContext(),
          ProxyVariables.read(System.getenv()),
          new HubFinder.HubSecret(user, secret()),
          Optional.ofNullable(tenant),
          caPem);
    } catch (Refusal refusal) {
      if (refusal.exit() != Refusal.Exit.UNTRUSTED) {
        throw refusal;
      }
      throw new Refusal(
          Refusal.Exit.UNTRUSTED,
          refusal.getMessage()
              + "; a hub that made its own authority has it in tls/ca.crt of its folder: give"
              + " --ca-file",
          refusal);
    }
  }

  private URI endpoint() {
    String text = address.contains("://") ? address : "https://" + address;
    try {
      URI uri = URI.create(text.replaceAll("/+$", ""));
      if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getPath().isEmpty()) {
        return uri;
      }
    } catch (IllegalArgumentException ignored) {
      // Said below in the same words.
    }
    throw new Refusal(
        Refusal.Exit.USAGE,
        "--hub '%s' is not a hub's address: write it such as https://hub.example.org:8443"
            .formatted(address));
  }

  private String secret() {
    return TypedSecret.read("--password", secret, "the secret of " + user);
  }

  private static TrustBundle bundle(String pem) {
    try {
      return TrustBundle.ofPem(pem);
    } catch (CertificateProblem problem) {
      throw new Refusal(Refusal.Exit.CERTIFICATE, problem.getMessage(), problem);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot read %s: %s; name a PEM file".formatted(file, e.getClass().getSimpleName()),
          e);
    }
  }
}
