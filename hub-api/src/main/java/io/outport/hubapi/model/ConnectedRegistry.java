package io.outport.hubapi.model;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A site's resource: desired state that people write, reported state that the site writes
 * (reference, 2). In a partial write each null means "as it is"; the hub answers all that it knows.
 *
 * @param id the hub's; null in what a client sends, as are {@code name} and {@code type}
 */
public record ConnectedRegistry(
    @Nullable String id, @Nullable String name, @Nullable String type, Properties properties) {

  /** The continuous schedule: every minute, without a window. */
  public static final String CONTINUOUS = "* * * * *";

  /**
   * Both halves of the state.
   *
   * @param outport what the vendor's shape has no place for; other clients read over it
   */
  public record Properties(
      @Nullable String provisioningState,
      @Nullable String mode,
      @Nullable String version,
      @Nullable String connectionState,
      @Nullable Instant lastActivityTime,
      @Nullable Activation activation,
      @Nullable Parent parent,
      @Nullable List<String> clientTokenIds,
      @Nullable LoginServer loginServer,
      @Nullable Logging logging,
      @Nullable List<StatusDetail> statusDetails,
      @Nullable List<String> notificationsList,
      @Nullable GarbageCollection garbageCollection,
      @Nullable SyncResult registrySyncResult,
      @Nullable Outport outport) {

    /** Copies the lists. */
    public Properties {
      clientTokenIds = clientTokenIds == null ? null : List.copyOf(clientTokenIds);
      statusDetails = statusDetails == null ? null : List.copyOf(statusDetails);
      notificationsList = notificationsList == null ? null : List.copyOf(notificationsList);
    }

    /** What a client writes; all reported fields absent. */
    public static Properties desired(
        @Nullable String mode,
        @Nullable Parent parent,
        @Nullable List<String> clientTokenIds,
        @Nullable Logging logging) {
      return new Properties(
          null,
          mode,
          null,
          null,
          null,
          null,
          parent,
          clientTokenIds,
          null,
          logging,
          null,
          null,
          null,
          null,
          null);
    }

    /** The same with these notification patterns and this collection of garbage. */
    public Properties with(
        @Nullable List<String> notifications, @Nullable GarbageCollection garbage) {
      return new Properties(
          provisioningState,
          mode,
          version,
          connectionState,
          lastActivityTime,
          activation,
          parent,
          clientTokenIds,
          loginServer,
          logging,
          statusDetails,
          notifications,
          garbage,
          registrySyncResult,
          outport);
    }
  }

  /**
   * Whether an instance holds the site.
   *
   * @param status {@code Active} or {@code Inactive}
   */
  public record Activation(String status) {}

  /**
   * Where the site's content comes from.
   *
   * @param id the parent connected registry; null when the parent is the registry itself
   */
  public record Parent(@Nullable String id, @Nullable SyncProperties syncProperties) {}

  /**
   * How the site follows its parent.
   *
   * @param tokenId resource id of the sync token
   * @param schedule five-field cron in UTC
   * @param syncWindow ISO 8601 duration from one hour to seven days
   * @param messageTtl ISO 8601 duration from one day to 90 days
   * @param gatewayEndpoint host and port of the parent's gateway; the hub's to say
   * @param authType {@code SyncToken}, the one kind that a hub has
   */
  public record SyncProperties(
      @Nullable String tokenId,
      @Nullable String schedule,
      @Nullable String syncWindow,
      @Nullable String messageTtl,
      @Nullable Instant lastSyncTime,
      @Nullable String gatewayEndpoint,
      @Nullable String authType) {

    /** Signs in as a site does where nothing else is said. */
    public SyncProperties(
        @Nullable String tokenId,
        @Nullable String schedule,
        @Nullable String syncWindow,
        @Nullable String messageTtl,
        @Nullable Instant lastSyncTime,
        @Nullable String gatewayEndpoint) {
      this(tokenId, schedule, syncWindow, messageTtl, lastSyncTime, gatewayEndpoint, null);
    }
  }

  /** Where the site's own clients reach it, as it reported. */
  public record LoginServer(@Nullable String host, @Nullable Tls tls) {}

  /**
   * The site's transport security, as it reported.
   *
   * @param status {@code Enabled} or {@code Disabled}
   */
  public record Tls(@Nullable String status, @Nullable TlsCertificate certificate) {}

  /** Where the site's certificate comes from. */
  public record TlsCertificate(@Nullable String type, @Nullable String location) {}

  /**
   * What the site logs.
   *
   * @param logLevel {@code Debug Information Warning Error None}
   */
  public record Logging(@Nullable String logLevel, @Nullable String auditLogStatus) {}

  /**
   * One thing that is wrong at the site; an empty list means healthy.
   *
   * @param totalGib size of the site's volume, where it is the disk; else null, as the next one
   */
  public record StatusDetail(
      String type,
      String code,
      String description,
      Instant timestamp,
      String correlationId,
      @Nullable Double totalGib,
      @Nullable Double availableGib) {}

  /** When the site frees deleted content. */
  public record GarbageCollection(@Nullable Boolean enabled, @Nullable String schedule) {}

  /**
   * How the last sync went.
   *
   * @param syncTrigger {@code SyncTokenUpdate InitialSync ManualResync RecoveryService}; {@code
   *     Message} for an ordinary one
   * @param syncState {@code NotActivated Pending Syncing Succeeded Failed TimedOut}
   */
  public record SyncResult(
      @Nullable String syncTrigger,
      @Nullable String syncState,
      @Nullable Instant lastSyncStartTime,
      @Nullable Instant lastSyncEndTime,
      @Nullable Instant lastSuccessfulSyncEndTime) {}

  /**
   * How a site and its machine are, beyond what the vendor's shape tells.
   *
   * @param stateReason why {@code connectionState} is what it is, in plain words
   * @param diskFreeBytes of the volume that holds the site's folder
   * @param certificateExpiry of the certificate that the site's clients see
   * @param clockBehindMillis how far the site's clock is behind its parent's; negative when ahead
   * @param lastError what went wrong last at the site, in plain words
   */
  public record Outport(
      @Nullable String stateReason,
      @Nullable Long diskFreeBytes,
      @Nullable Long diskTotalBytes,
      @Nullable Instant certificateExpiry,
      @Nullable Long clockBehindMillis,
      @Nullable String lastError,
      @Nullable Instant lastErrorTime) {}
}
