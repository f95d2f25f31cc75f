package io.outport.cli;

import io.outport.hubapi.client.ProxyVariables;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.Credentials;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.client.RegistryException;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Registries of others, which are read over HTTPS, without credentials where none are given. */
final class ForeignRegistries {
  @Option(
      names = "--source-ca-file",
      paramLabel = "FILE",
      description =
          "PEM of the authority of the registries that are read; public ones if left out.")
  private @Nullable Path authority;

  @Option(
      names = "--source-realm",
      paramLabel = "URL",
      description =
          "Where those registries let clients fetch tokens, if at another address than their own.")
  private @Nullable URI realm;

  @Option(
      names = "--source-username",
      paramLabel = "NAME",
      description = "Whom to sign in as at the registry that is read; nobody if left out.")
  private @Nullable String user;

  @Option(
      names = "--source-password",
      paramLabel = "SECRET",
      description =
          "The password or token of that name; asked for if left out, or read from standard input"
              + " as '-'.")
  private @Nullable String password;

  private @Nullable Credentials credentials;

  /**
   * Takes the sign-in to the registry that is read, where one is given; before any is.
   *
   * @param hosts all that are read: one registry's password is not another's to see (law L12)
   */
  void signIn(Set<String> hosts) {
    if (user == null) {
      if (password != null) {
        throw usage("--source-password is a name's: give --source-username, or leave it out");
      }
      return;
    }
    if (hosts.size() != 1) {
      throw usage(
          hosts.isEmpty()
              ? "--source-username is for a registry that is read, and none is: leave it out"
              : "--source-username is for one registry, and these are read: %s; run it once for each"
                  .formatted(String.join(", ", new TreeSet<>(hosts))));
    }
    if (user.isEmpty() || user.indexOf(':') >= 0) {
      throw usage("--source-username '%s' is no name: it holds no ':'".formatted(user));
    }
    String whose = "the password of %s at %s".formatted(user, hosts.iterator().next());
    credentials = new Credentials(user, TypedSecret.read("--source-password", password, whose));
  }

  /** Runs a step with the reference's registry. */
  <T> T with(ForeignReference reference, Function<RegistryClient, T> step) {
    try (RegistryClient registry =
        RegistryClient.create(endpoint(reference), ClientSettings.defaults())) {
      return step.apply(registry);
    } catch (RegistryException e) {
      throw HubRegistry.refusal(e);
    }
  }

  private RegistryEndpoint endpoint(ForeignReference reference) {
    RegistryEndpoint open =
        RegistryEndpoint.of(reference.address())
            .withTls(trust().clientContext())
            .withProxy(ProxyVariables.read(System.getenv()));
    RegistryEndpoint known = realm == null ? open : open.withRealm(realm);
    return credentials == null ? known : known.withCredentials(credentials);
  }

  private static Refusal usage(String words) {
    return new Refusal(Refusal.Exit.USAGE, words);
  }

  private TrustBundle trust() {
    if (authority == null) {
      return TrustBundle.system();
    }
    try {
      return TrustBundle.ofPem(Files.readString(authority));
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "cannot read --source-ca-file %s: %s; name a PEM file"
              .formatted(authority, e.getClass().getSimpleName()),
          e);
    }
  }
}
