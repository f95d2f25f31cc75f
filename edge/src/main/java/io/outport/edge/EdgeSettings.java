package io.outport.edge;

import io.outport.hubapi.model.ConnectionString;
import io.outport.oci.client.OutwardProxy;
import io.outport.registry.http.Protection;
import io.outport.registry.http.RegistrySettings;
import io.outport.registry.upkeep.ContentSettings;
import io.outport.sync.engine.SyncSettings;
import java.nio.file.Path;
import java.util.List;

/**
 * Everything that a site must be told.
 *
 * @param data the site's own folder; made where there is none
 * @param listenAddress the address to listen on, {@code 0.0.0.0} for all
 * @param port 0 takes a free one
 * @param hostNames how clients call the site: DNS names and addresses, the first of which is
 *     reported to the parent
 * @param tls how clients reach it
 * @param link bounds of the conversation with the parent
 * @param sync bounds of copying
 * @param limits bounds of serving
 * @param content how its content is kept
 * @param protection who may come without an account, and how often
 * @param choices what is decided at the site and not at the hub
 * @param proxy on the way to the parent
 */
public record EdgeSettings(
    Path data,
    ConnectionString connection,
    String listenAddress,
    int port,
    List<String> hostNames,
    SiteTls tls,
    LinkSettings link,
    SyncSettings sync,
    RegistrySettings.Limits limits,
    ContentSettings content,
    Protection protection,
    LocalChoices choices,
    OutwardProxy proxy) {

  /** Copies the names. */
  public EdgeSettings {
    hostNames = List.copyOf(hostNames);
    if (hostNames.isEmpty()) {
      throw new IllegalArgumentException("a site needs a name by which clients call it");
    }
  }

  /** A site with the bounds of a fresh installation and a certificate of its own making. */
  public static EdgeSettings of(
      Path data,
      ConnectionString connection,
      String listenAddress,
      int port,
      List<String> hostNames) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        new SiteTls.OwnAuthority(),
        LinkSettings.DEFAULT,
        SyncSettings.DEFAULT,
        RegistrySettings.Limits.DEFAULT,
        ContentSettings.DEFAULT,
        Protection.DEFAULT,
        LocalChoices.DEFAULT,
        OutwardProxy.NONE);
  }

  /** The same, reached by its clients in another way. */
  public EdgeSettings withTls(SiteTls changed) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        changed,
        link,
        sync,
        limits,
        content,
        protection,
        choices,
        proxy);
  }

  /** The same with other bounds of the conversation with the parent. */
  public EdgeSettings withLink(LinkSettings changed) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        tls,
        changed,
        sync,
        limits,
        content,
        protection,
        choices,
        proxy);
  }

  /** The same with other bounds of copying. */
  public EdgeSettings withSync(SyncSettings changed) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        tls,
        link,
        changed,
        limits,
        content,
        protection,
        choices,
        proxy);
  }

  /** The same, keeping its content in another way. */
  public EdgeSettings withContent(ContentSettings changed) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        tls,
        link,
        sync,
        limits,
        changed,
        protection,
        choices,
        proxy);
  }

  /** The same with another protection of its registry. */
  public EdgeSettings withProtection(Protection changed) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        tls,
        link,
        sync,
        limits,
        content,
        changed,
        choices,
        proxy);
  }

  /** The same, deciding other things itself. */
  public EdgeSettings withChoices(LocalChoices changed) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        tls,
        link,
        sync,
        limits,
        content,
        protection,
        changed,
        proxy);
  }

  /** The same, reaching its parent in another way. */
  public EdgeSettings withProxy(OutwardProxy changed) {
    return new EdgeSettings(
        data,
        connection,
        listenAddress,
        port,
        hostNames,
        tls,
        link,
        sync,
        limits,
        content,
        protection,
        choices,
        changed);
  }
}
