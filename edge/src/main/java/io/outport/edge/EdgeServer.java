package io.outport.edge;

import io.outport.hubapi.model.Refusal;
import io.outport.pki.CertificateProblem;
import io.outport.registry.content.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * A running site.
 *
 * <p>It starts by what it knows: a folder with a configuration serves at once, parent or not; a new
 * one first claims the site, and ends with a {@link Refusal} when that is not to be had.
 */
public final class EdgeServer implements AutoCloseable {
  private final Openings openings;
  private final String loginServer;
  private final int port;
  private final SiteTls tls;
  private final Path certificateAuthority;

  EdgeServer(
      Openings openings, String loginServer, int port, SiteTls tls, Path certificateAuthority) {
    this.openings = openings;
    this.loginServer = loginServer;
    this.port = port;
    this.tls = tls;
    this.certificateAuthority = certificateAuthority;
  }

  /**
   * Starts a site; it serves when this returns, and syncs in the background.
   *
   * @throws Refusal with what is wrong, where, and what to do; nothing was changed on disk then,
   *     unless the folder was the site's own already
   */
  public static EdgeServer start(EdgeSettings settings) {
    var openings = new Openings();
    boolean started = false;
    try {
      var start = new SiteStart(settings, openings, InstantSource.system(), new SecureRandom());
      EdgeServer server = start.run();
      started = true;
      return server;
    } catch (StoreException e) {
      throw SiteDirectory.refusal(e);
    } catch (CertificateProblem e) {
      throw new Refusal(Refusal.Exit.CERTIFICATE, "certificate: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.DATA_DIRECTORY,
          "data directory: %s cannot be used: %s".formatted(settings.data(), e.getMessage()),
          e);
    } finally {
      if (!started) {
        openings.close();
      }
    }
  }

  /** Host and port that clients use. */
  public String loginServer() {
    return loginServer;
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Where clients reach it, and what they must know of it beforehand, for people. */
  public String describe() {
    return switch (tls) {
      case SiteTls.OwnAuthority _ ->
          "https://%s (trust %s)".formatted(loginServer, certificateAuthority);
      case SiteTls.Given _ -> "https://" + loginServer;
      case SiteTls.Off _ ->
          "http://%s without encryption: passwords and content can be read and changed on the way"
              .formatted(loginServer);
    };
  }

  /** Where the CA certificate lies that clients need, where it is the site's own. */
  public Path certificateAuthority() {
    return certificateAuthority;
  }

  /** Ends serving and syncing; what was fetched so far is kept. A repeat does nothing. */
  @Override
  public void close() {
    openings.close();
  }
}
