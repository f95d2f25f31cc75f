package io.outport.cli;

import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.ClientSettings;
import io.outport.oci.client.RegistryClient;
import io.outport.oci.client.RegistryEndpoint;
import io.outport.oci.client.RegistryException;
import io.outport.pki.TrustBundle;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Registries of others, which are read without credentials over HTTPS. */
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

  /** Runs a step with the reference's registry. */
  <T> T with(ForeignReference reference, Function<RegistryClient, T> step) {
    RegistryEndpoint endpoint =
        RegistryEndpoint.of(reference.address()).withTls(trust().clientContext());
    RegistryEndpoint known = realm == null ? endpoint : endpoint.withRealm(realm);
    try (RegistryClient registry = RegistryClient.create(known, ClientSettings.defaults())) {
      return step.apply(registry);
    } catch (RegistryException e) {
      throw HubRegistry.refusal(e);
    }
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
