package io.outport.hub;

import io.outport.hub.HubRequest.CertificateSource;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principal;
import io.outport.hubapi.client.HubContext;
import io.outport.hubapi.model.Refusal;
import io.outport.pki.CertificateAuthority;
import io.outport.pki.CertificateProblem;
import io.outport.pki.ServerIdentity;
import io.outport.pki.ServerIdentityCheck;
import io.outport.pki.ServerNames;
import io.outport.pki.TrustBundle;
import io.outport.registry.auth.PasswordHash;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes a hub's data directory. A refusal changes nothing on disk. */
public final class HubInit {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]{5,50}");
  private static final int MAX_PORT = 65_535;
  private static final int SIGNING_KEY_BYTES = 32;
  private static final String RESOURCE_GROUP = "outport";
  private static final String ADMINISTRATOR = "admin";
  private static final Duration CA_VALIDITY = Duration.ofDays(3_650);

  /** As long as clients take a server's certificate at all. */
  private static final Duration CERTIFICATE_VALIDITY = Duration.ofDays(825);

  private final InstantSource clock;
  private final SecureRandom random;

  /** Uses these for dates, keys and secrets. */
  public HubInit(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * Makes the hub.
   *
   * @throws Refusal {@code USAGE} for a bad name, host or port, {@code CERTIFICATE} for a
   *     certificate that clients would not accept, {@code DATA_DIRECTORY} for a folder that is in
   *     use or cannot be written
   */
  public NewHub init(HubRequest request) {
    requireUsable(request);
    HubDirectory directory = HubDirectory.at(request.data());
    requireFree(directory, request.name());
    Identity identity = identity(request);
    String secret = PasswordHash.generatePassword(random);
    HubDocument document = document(request, secret);
    try {
      write(directory, document, identity);
    } catch (IOException e) {
      throw HubDirectory.failed(directory.root(), e);
    }
    return result(directory, document, identity, secret);
  }

  /** The server's certificate, and the CA where sites must be told of one. */
  private record Identity(ServerIdentity server, List<TrustBundle> ca, String caKeyPem) {
    @Override
    public String toString() {
      return "Identity[%s]".formatted(server);
    }
  }

  private static void requireUsable(HubRequest request) {
    if (!NAME.matcher(request.name()).matches()) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "hub name '%s' is not allowed: use 5 to 50 letters and digits".formatted(request.name()));
    }
    if (request.port() < 0 || request.port() > MAX_PORT) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "port %d is not allowed: use 1 to %d".formatted(request.port(), MAX_PORT));
    }
  }

  private static void requireFree(HubDirectory directory, String name) {
    directory
        .find()
        .ifPresent(
            hub -> {
              throw hub.name().equalsIgnoreCase(name)
                  ? HubDirectory.refusal(
                      "'%s' holds hub '%s' already: start it with 'outport hub serve --data %s'"
                          .formatted(directory.root(), hub.name(), directory.root()))
                  : HubDirectory.refusal(
                      "'%s' holds another hub, '%s': name another folder"
                          .formatted(directory.root(), hub.name()));
            });
    List<String> foreign = directory.foreignEntries();
    if (!foreign.isEmpty()) {
      throw HubDirectory.refusal(
          "'%s' is not empty (it holds '%s') and is no hub's: name an empty folder"
              .formatted(directory.root(), foreign.getFirst()));
    }
  }

  private Identity identity(HubRequest request) {
    try {
      return switch (request.certificates()) {
        case CertificateSource.OwnAuthority _ -> issue(request);
        case CertificateSource.Given given -> check(request, given);
      };
    } catch (CertificateProblem problem) {
      Refusal.Exit exit =
          problem.has(CertificateProblem.Kind.BAD_NAME)
              ? Refusal.Exit.USAGE
              : Refusal.Exit.CERTIFICATE;
      throw new Refusal(exit, problem.getMessage(), problem);
    }
  }

  private Identity issue(HubRequest request) {
    List<String> names = new ArrayList<>(List.of(request.host()));
    names.addAll(request.otherNames());
    var authority =
        CertificateAuthority.create("Outport hub " + request.name(), CA_VALIDITY, clock, random);
    ServerIdentity server =
        authority.issue(new ServerNames(names), CERTIFICATE_VALIDITY, clock, random);
    return new Identity(server, List.of(authority.trust()), authority.keyPem());
  }

  private Identity check(HubRequest request, CertificateSource.Given given) {
    var _ = ServerNames.of(request.host());
    ServerIdentity server =
        ServerIdentityCheck.check(
            given.certificatePem(), given.keyPem(), Set.of(request.host()), clock);
    if (!given.caPem().isBlank()) {
      return new Identity(server, List.of(TrustBundle.ofPem(given.caPem())), "");
    }
    var certificate = server.certificate();
    boolean selfSigned =
        certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    return new Identity(
        server, selfSigned ? List.of(TrustBundle.of(List.of(certificate))) : List.of(), "");
  }

  private HubDocument document(HubRequest request, String secret) {
    String subscriptionId = UUID.randomUUID().toString();
    Instant created = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return new HubDocument(
        HubDocument.FORMAT,
        request.name(),
        ServerNames.of(request.host()).names().getFirst(),
        request.port(),
        UUID.randomUUID().toString(),
        subscriptionId,
        RESOURCE_GROUP,
        created,
        List.of(
            Principal.owner(
                ADMINISTRATOR,
                UUID.randomUUID().toString(),
                PasswordHash.of(secret, random).toText(),
                subscriptionId,
                created)));
  }

  private void write(HubDirectory directory, HubDocument document, Identity identity)
      throws IOException {
    byte[] key = new byte[SIGNING_KEY_BYTES];
    random.nextBytes(key);
    PrivateFiles.makeFolder(directory.root());
    PrivateFiles.makeFolder(directory.tls());
    PrivateFiles.write(directory.signingKey(), HexFormat.of().formatHex(key) + "\n");
    PrivateFiles.write(directory.tls().resolve("tls.key"), identity.server.keyPem());
    PrivateFiles.write(directory.tls().resolve("tls.crt"), identity.server.certificatePem());
    for (TrustBundle ca : identity.ca) {
      PrivateFiles.write(directory.ca(), ca.toPem());
    }
    if (!identity.caKeyPem.isEmpty()) {
      PrivateFiles.write(directory.tls().resolve("ca.key"), identity.caKeyPem);
    }
    directory.write(document);
  }

  private static NewHub result(
      HubDirectory directory, HubDocument document, Identity identity, String secret) {
    HubFacts facts = HubServer.facts(document, document.port(), identity.ca);
    HubContext context =
        new HubContext(
            document.name(),
            facts.endpoint(),
            document.tenantId(),
            document.subscriptionId(),
            document.resourceGroup(),
            document.name(),
            document.principals().getFirst().appId(),
            secret,
            identity.ca.stream().map(TrustBundle::toPem).findFirst().orElse(""));
    return new NewHub(
        directory.root(),
        context,
        ADMINISTRATOR,
        identity.ca.stream().map(TrustBundle::fingerprint).findFirst().orElse(""),
        identity.server.certificate().getNotAfter().toInstant());
  }
}
