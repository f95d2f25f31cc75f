package io.outport.hub;

import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principals;
import io.outport.hubapi.model.Refusal;
import io.outport.pki.CertificateProblem;
import io.outport.pki.TrustBundle;
import io.outport.registry.content.StoreException;
import io.outport.registry.http.Protection;
import io.outport.registry.tls.ReloadableServerIdentity;
import io.outport.registry.upkeep.ContentSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running hub: the registry, the gateway and the control API on one HTTPS port. */
public final class HubServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HubServer.class);

  /**
   * What a hub must be told.
   *
   * @param certificateInterval how often it looks for new certificates
   * @param metadata where what the bytes mean is kept
   * @param blobs where the registry's bytes are
   * @param content how the registry's content is kept
   * @param protection who may come without an account, and how often
   */
  public record Settings(
      Path data,
      InetSocketAddress listen,
      Duration certificateInterval,
      MetadataPlace metadata,
      BlobPlace blobs,
      ContentSettings content,
      Protection protection) {
    /** The choices of a fresh installation. */
    public static Settings of(Path data, InetSocketAddress listen) {
      return new Settings(
          data,
          listen,
          ReloadableServerIdentity.DEFAULT_INTERVAL,
          MetadataPlace.OWN_FILE,
          new BlobPlace.DataDirectory(),
          ContentSettings.DEFAULT,
          Protection.DEFAULT);
    }

    /** The same with its metadata there. */
    public Settings with(MetadataPlace place) {
      return new Settings(data, listen, certificateInterval, place, blobs, content, protection);
    }

    /** The same with its blobs there. */
    public Settings with(BlobPlace place) {
      return new Settings(data, listen, certificateInterval, metadata, place, content, protection);
    }

    /** The same with this protection. */
    public Settings with(Protection other) {
      return new Settings(data, listen, certificateInterval, metadata, blobs, content, other);
    }

    /** The same, looking for new certificates this often. */
    public Settings withCertificateInterval(Duration interval) {
      return new Settings(data, listen, interval, metadata, blobs, content, protection);
    }
  }

  private static final int HTTPS = 443;

  private final HubFacts facts;
  private final int port;
  private final Closing closing;

  HubServer(HubFacts facts, int port, Closing closing) {
    this.facts = facts;
    this.port = port;
    this.closing = closing;
  }

  /**
   * Starts a hub.
   *
   * @throws Refusal {@code DATA_DIRECTORY}, {@code CERTIFICATE} or {@code ADDRESS_IN_USE}; nothing
   *     was changed on disk then
   */
  public static HubServer start(Settings settings) {
    Closing closing = new Closing();
    try {
      HubServer server = new HubStart(settings, closing).start();
      log.atInfo()
          .setMessage("started the hub")
          .addKeyValue("hub", server.facts.name())
          .addKeyValue("endpoint", server.endpoint())
          .addKeyValue("port", server.port)
          .log();
      return server;
    } catch (StoreException problem) {
      closing.close();
      throw new Refusal(Refusal.Exit.DATA_DIRECTORY, String.valueOf(problem.getMessage()), problem);
    } catch (CertificateProblem problem) {
      closing.close();
      throw new Refusal(Refusal.Exit.CERTIFICATE, problem.getMessage(), problem);
    } catch (RuntimeException | Error problem) {
      closing.close();
      throw problem;
    }
  }

  /**
   * The port that the hub in this folder was made with; 0 for any free one.
   *
   * @throws Refusal {@code DATA_DIRECTORY} when the folder is not a hub's
   */
  public static int portOf(Path data) {
    return HubDirectory.at(data).read().port();
  }

  /** The port that it listens at. */
  public int port() {
    return port;
  }

  /** The address that clients and sites reach it at. */
  public URI endpoint() {
    return facts.endpoint();
  }

  /** Stops listening, lets what is under way end, and closes the stores. */
  @Override
  public void close() {
    closing.close();
    log.atInfo().setMessage("stopped the hub").addKeyValue("hub", facts.name()).log();
  }

  static HubFacts facts(HubDocument document, int listeningPort, List<TrustBundle> ca) {
    int port = document.port() == 0 ? listeningPort : document.port();
    String host = document.host().contains(":") ? "[" + document.host() + "]" : document.host();
    return new HubFacts(
        document.name(),
        port == HTTPS ? host : host + ":" + port,
        document.tenantId(),
        document.subscriptionId(),
        document.resourceGroup(),
        document.created(),
        ca.stream().map(TrustBundle::toCompactText).findFirst().orElse(""),
        Principals.of(document.principals(), _ -> {}));
  }
}
