package io.outport.hubapi.client;

import io.outport.hubapi.model.ActivityEvent;
import io.outport.hubapi.model.ClusterId;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.EventInfo;
import io.outport.hubapi.model.ExtensionType;
import io.outport.hubapi.model.GarbageResult;
import io.outport.hubapi.model.GenerateCredentials;
import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.Registry;
import io.outport.hubapi.model.ResourceId;
import io.outport.hubapi.model.ResourceList;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.ScrubResult;
import io.outport.hubapi.model.Token;
import io.outport.hubapi.model.Webhook;
import io.outport.hubapi.model.WebhookConfig;
import io.outport.hubapi.model.WebhookEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The control API as our own command line uses it. Signs in by itself. Every failure that a user
 * can act on is a {@link io.outport.hubapi.model.Refusal}: {@code NOT_FOUND}, {@code REJECTED},
 * {@code UNAUTHORIZED}, {@code UNREACHABLE} or {@code UNTRUSTED}. Safe for use by many threads.
 */
public final class HubClient implements AutoCloseable {
  private final HubContext context;
  private final JsonCaller caller;
  private final ArmCalls calls;
  private final Polling polling;

  /** Trusts the hub's certificate as the TLS context does. */
  public HubClient(HubContext context, SSLContext trust) {
    this(context, JsonCaller.create(trust));
  }

  /** Speaks by this caller, which is closed with it. */
  public HubClient(HubContext context, JsonCaller caller) {
    this(context, caller, Polling.REAL);
  }

  HubClient(HubContext context, JsonCaller caller, Polling polling) {
    this.context = context;
    this.caller = caller;
    this.polling = polling;
    this.calls = new ArmCalls(context, caller, new SignIn(context, caller, InstantSource.system()));
  }

  /** The id of the hub's registry, from which the ids below it are built. */
  public ResourceId registryId() {
    return ResourceId.ofRegistry(
        context.subscriptionId(), context.resourceGroup(), context.registry());
  }

  /** Reads the hub's registry. */
  public Registry registry() {
    return calls.read(calls.send("GET", registryId().toString()), Registry.class);
  }

  /** The sites. */
  public ResourceClient<ConnectedRegistry> connectedRegistries() {
    return new ResourceClient<>(
        calls, registryId(), ResourceId.CONNECTED_REGISTRIES, ConnectedRegistry.class);
  }

  /** The sets of rights. */
  public ResourceClient<ScopeMap> scopeMaps() {
    return new ResourceClient<>(calls, registryId(), ResourceId.SCOPE_MAPS, ScopeMap.class);
  }

  /** The accounts. */
  public ResourceClient<Token> tokens() {
    return new ResourceClient<>(calls, registryId(), ResourceId.TOKENS, Token.class);
  }

  /** Where events are sent to. */
  public ResourceClient<Webhook> webhooks() {
    return new ResourceClient<>(calls, registryId(), ResourceId.WEBHOOKS, Webhook.class);
  }

  /** Sends a webhook's receiver an event that says nothing. */
  public EventInfo pingWebhook(String name) {
    return calls.read(webhook(name, "ping"), EventInfo.class);
  }

  /** Where a webhook's events go; an answer with secrets. */
  public WebhookConfig webhookConfig(String name) {
    return calls.read(webhook(name, "getCallbackConfig"), WebhookConfig.class);
  }

  /** What came of a webhook's events, newest first. */
  public List<WebhookEvent> webhookEvents(String name) {
    return calls.readPage(webhook(name, "listEvents"), WebhookEvent.class).value();
  }

  private JsonAnswer webhook(String name, String action) {
    String id = registryId() + "/" + ResourceId.WEBHOOKS + "/" + ArmCalls.encode(name);
    return calls.send("POST", id + "/" + action);
  }

  /**
   * The audit log, newest first.
   *
   * @param filter as the activity log's {@code $filter}
   * @param limit most events that are read
   */
  public List<ActivityEvent> activity(String filter, int limit) {
    List<ActivityEvent> all = new ArrayList<>();
    @Nullable String next =
        "/subscriptions/%s/providers/Microsoft.Insights/eventtypes/management/values?$filter=%s"
            .formatted(context.subscriptionId(), ArmCalls.encode(filter));
    while (next != null && all.size() < limit) {
      ResourceList<ActivityEvent> page =
          calls.readPage(calls.send("GET", next), ActivityEvent.class);
      all.addAll(page.value());
      next = page.nextLink();
    }
    return List.copyOf(all.subList(0, Math.min(limit, all.size())));
  }

  /** Who may speak to the control API. */
  public PrincipalClient principals() {
    return new PrincipalClient(calls, context.subscriptionId());
  }

  /** Makes fresh passwords for a token; the answer is the only place that shows them. */
  public GeneratedCredentials generateCredentials(GenerateCredentials request) {
    String body = ControlJson.mapper().writeValueAsString(request);
    String path = registryId() + "/generateCredentials";
    return calls.read(calls.send("POST", path, body), GeneratedCredentials.class);
  }

  /** Removes what nothing names any more, or only says what that is; waits until it is done. */
  public GarbageResult collectGarbage(boolean dryRun) {
    return work("/collectGarbage", "?dryRun=" + dryRun, GarbageResult.class);
  }

  /** Compares every blob with its digest; waits until it is done, which may take hours. */
  public ScrubResult scrub() {
    return work("/scrub", "", ScrubResult.class);
  }

  /** Begins work at the hub and asks for its result until it is there. */
  private <T> T work(String path, String query, Class<T> result) {
    JsonAnswer answer =
        polling.untilDone(
            () -> calls.send("POST", registryId() + path + query),
            () -> calls.send("GET", registryId() + path));
    return calls.read(answer, result);
  }

  /** Frees a site's activation, so that another instance can claim it; a repeat changes nothing. */
  public void deactivate(String connectedRegistry) {
    String id = registryId().child(ResourceId.CONNECTED_REGISTRIES, connectedRegistry).toString();
    calls.send("POST", id + "/deactivate");
  }

  /** Has a site copied anew from its parent as soon as it can; the answer is the site's state. */
  public ConnectedRegistry resync(String connectedRegistry) {
    String id = registryId().child(ResourceId.CONNECTED_REGISTRIES, connectedRegistry).toString();
    return calls.read(calls.send("POST", id + "/resync"), ConnectedRegistry.class);
  }

  /** Turns the registry's data endpoint on; a repeat changes nothing. */
  public void enableDataEndpoint() {
    calls.send("PATCH", registryId().toString(), "{\"properties\":{\"dataEndpointEnabled\":true}}");
  }

  /** The clusters of the context's group. */
  public ClusterClient clusters() {
    return new ClusterClient(calls, context.subscriptionId(), context.resourceGroup());
  }

  /** The rollouts of the context's group. */
  public RolloutClient rollouts() {
    return new RolloutClient(calls, context.subscriptionId(), context.resourceGroup());
  }

  /** The extension types that this place has; all clusters of a hub have the same. */
  public ExtensionTypeClient extensionTypes(String location) {
    return new ExtensionTypeClient(
        calls,
        "/subscriptions/%s/providers/%s/locations/%s"
            .formatted(
                context.subscriptionId(), ClusterId.EXTENSION_PROVIDER, ArmCalls.encode(location)));
  }

  /** Makes a chart of the hub's registry an extension type, or changes one. */
  public ExtensionType putExtensionType(String name, ExtensionType wanted) {
    String path =
        "/subscriptions/%s/providers/Outport.Fleet/extensionTypes/%s"
            .formatted(context.subscriptionId(), ArmCalls.encode(name));
    String body = ControlJson.mapper().writeValueAsString(wanted);
    return calls.read(calls.send("PUT", path, body), ExtensionType.class);
  }

  /** The password of whoever is signed in at the hub's registry, for a few hours; a secret. */
  public String registryPassword() {
    return calls.exchangeForRegistry();
  }

  /** Ends calls that are under way. */
  @Override
  public void close() {
    caller.close();
  }
}
