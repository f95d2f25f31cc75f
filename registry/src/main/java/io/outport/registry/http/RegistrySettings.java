package io.outport.registry.http;

import io.outport.oci.model.Manifest;
import io.outport.registry.content.MissingContent;
import java.time.Duration;
import java.util.Set;

/**
 * Every limit and choice of a registry's front door.
 *
 * @param serviceHost the name (and port) of this registry: the audience of its tokens, and the
 *     realm's host where a request names none
 * @param namespaces names of registries whose content this one has, its own among them: what a
 *     mirror's client may give as {@code ns}
 * @param access whether clients may change content
 * @param missingContent what happens to a manifest whose content is not all there
 * @param protection who may come without an account, and how often each may
 * @param tokenLifetime how long a bearer token is valid
 * @param limits what a request may cost
 */
public record RegistrySettings(
    String serviceHost,
    Set<String> namespaces,
    Access access,
    MissingContent missingContent,
    Protection protection,
    Duration tokenLifetime,
    Limits limits) {

  /** How long a bearer token of a fresh installation is valid. */
  public static final Duration TOKEN_LIFETIME = Duration.ofMinutes(15);

  /** Whether clients may change content. */
  public enum Access {
    /** Whoever has the right may push and delete. */
    READ_WRITE,
    /** Nobody may: content comes from the parent only. */
    READ_ONLY
  }

  /**
   * What a request may cost; sizes in bytes.
   *
   * @param maxManifestBytes largest manifest; the specification asks for at least 4 MiB
   * @param maxBlobBytes largest blob
   * @param maxTagsPerPush most {@code tag} parameters on one push; at least 10
   * @param maxPageSize most entries in one answer of the tag list and the catalog
   * @param maxRanges most parts in one ranged read; more are answered with the whole blob
   * @param maxMountSources how many repositories an anonymous mount looks through
   * @param maxConcurrentRequests more than these are answered 429
   * @param maxDiscardedBytes how much of a refused body is read, so that the client sees the answer
   *     before the connection ends
   * @param maxHotBytes how much memory the answers may take that are kept for the next who asks
   * @param bodyIdle how long a body may be silent
   * @param minBodyRate how many bytes a second must come of a body for which we wait
   */
  public record Limits(
      int maxManifestBytes,
      long maxBlobBytes,
      int maxTagsPerPush,
      int maxPageSize,
      int maxRanges,
      int maxMountSources,
      int maxConcurrentRequests,
      long maxDiscardedBytes,
      long maxHotBytes,
      Duration bodyIdle,
      long minBodyRate) {

    /** The limits of a fresh installation. */
    public static final Limits DEFAULT =
        new Limits(
            Manifest.MAX_BYTES,
            256L << 30,
            64,
            10_000,
            1_024,
            1_000,
            4_096,
            8L << 20,
            16L << 20,
            Duration.ofSeconds(60),
            1_024);

    /** These limits with another largest blob. */
    public Limits withMaxBlobBytes(long changed) {
      return new Limits(
          maxManifestBytes,
          changed,
          maxTagsPerPush,
          maxPageSize,
          maxRanges,
          maxMountSources,
          maxConcurrentRequests,
          maxDiscardedBytes,
          maxHotBytes,
          bodyIdle,
          minBodyRate);
    }

    /** These limits with another patience for bodies that are silent. */
    public Limits withBodyIdle(Duration changed) {
      return new Limits(
          maxManifestBytes,
          maxBlobBytes,
          maxTagsPerPush,
          maxPageSize,
          maxRanges,
          maxMountSources,
          maxConcurrentRequests,
          maxDiscardedBytes,
          maxHotBytes,
          changed,
          minBodyRate);
    }

    /** These limits with another slowest rate of bodies. */
    public Limits withMinBodyRate(long changed) {
      return new Limits(
          maxManifestBytes,
          maxBlobBytes,
          maxTagsPerPush,
          maxPageSize,
          maxRanges,
          maxMountSources,
          maxConcurrentRequests,
          maxDiscardedBytes,
          maxHotBytes,
          bodyIdle,
          changed);
    }

    /** These limits with another number of requests at once. */
    public Limits withMaxConcurrentRequests(int changed) {
      return new Limits(
          maxManifestBytes,
          maxBlobBytes,
          maxTagsPerPush,
          maxPageSize,
          maxRanges,
          maxMountSources,
          changed,
          maxDiscardedBytes,
          maxHotBytes,
          bodyIdle,
          minBodyRate);
    }
  }

  /** The settings of a fresh installation. */
  public static RegistrySettings of(String serviceHost, Access access) {
    return new RegistrySettings(
        serviceHost,
        Set.of(serviceHost),
        access,
        MissingContent.DEFAULT,
        Protection.DEFAULT,
        TOKEN_LIFETIME,
        Limits.DEFAULT);
  }

  /** Copies the names. */
  public RegistrySettings {
    namespaces = Set.copyOf(namespaces);
  }

  /** These settings with other names of registries whose content this one has. */
  public RegistrySettings withNamespaces(Set<String> changed) {
    return new RegistrySettings(
        serviceHost, changed, access, missingContent, protection, tokenLifetime, limits);
  }

  /** These settings with another answer to missing content. */
  public RegistrySettings with(MissingContent changed) {
    return new RegistrySettings(
        serviceHost, namespaces, access, changed, protection, tokenLifetime, limits);
  }

  /** These settings with other limits. */
  public RegistrySettings with(Limits changed) {
    return new RegistrySettings(
        serviceHost, namespaces, access, missingContent, protection, tokenLifetime, changed);
  }

  /** These settings with another protection. */
  public RegistrySettings with(Protection changed) {
    return new RegistrySettings(
        serviceHost, namespaces, access, missingContent, changed, tokenLifetime, limits);
  }

  /** These settings, with everybody allowed to read everything. */
  public RegistrySettings withAnonymousPull() {
    return with(protection.withAnonymousPull());
  }
}
