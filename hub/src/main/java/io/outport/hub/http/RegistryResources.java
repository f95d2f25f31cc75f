package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.ConnectedRegistry;
import io.outport.hubapi.model.ResourceList;
import io.outport.hubapi.model.ScopeMap;
import io.outport.hubapi.model.Token;
import io.outport.hubapi.model.Webhook;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Everything below {@code .../Microsoft.ContainerRegistry/registries/{registry}}. */
final class RegistryResources {
  private static final Map<String, Function<ConnectedRegistry.Properties, @Nullable String>>
      SITE_FILTERS =
          Map.of(
              "mode", ConnectedRegistry.Properties::mode,
              "connectionState", ConnectedRegistry.Properties::connectionState,
              "parent.id", RegistryResources::parentId);

  private final HubViews views;
  private final Desks desks;
  private final ResourceEndpoint<ConnectedRegistry> connectedRegistries;
  private final ResourceEndpoint<ScopeMap> scopeMaps;
  private final ResourceEndpoint<Token> tokens;
  private final ResourceEndpoint<Webhook> webhooks;

  RegistryResources(HubViews views, Desks desks) {
    this.views = views;
    this.desks = desks;
    this.connectedRegistries = new ResourceEndpoint<>(desks.sites(), Bodies::connectedRegistry);
    this.scopeMaps = new ResourceEndpoint<>(desks.scopeMaps(), Bodies::scopeMap);
    this.tokens = new ResourceEndpoint<>(desks.tokens(), Bodies::token);
    this.webhooks = new ResourceEndpoint<>(desks.webhooks(), Bodies::webhook);
  }

  /** Answers for the segments behind the registry's name. */
  JsonReply answer(JsonRequest request, List<String> below) {
    return switch (below.size()) {
      case 0 -> registry(request);
      case 1 -> collection(request, below.getFirst());
      case 2 -> endpoint(below.getFirst()).one(request, below.get(1));
      case 3 -> action(request, below);
      default -> throw unknownPath();
    };
  }

  static JsonRefusal unknownPath() {
    return new JsonRefusal(404, "ResourceNotFound", "the control API has no such path");
  }

  private JsonReply registry(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "GET");
    return JsonReply.json(200, views.registry());
  }

  private JsonReply collection(JsonRequest request, String what) {
    if (what.equalsIgnoreCase("generateCredentials")) {
      ResourceEndpoint.requireMethod(request, "POST");
      return JsonReply.json(200, desks.tokens().generate(Bodies.generateCredentials(request)))
          .with("Cache-Control", "no-store");
    }
    if (what.equalsIgnoreCase("collectGarbage")) {
      return new UpkeepEndpoint(desks.upkeep()).garbage(request);
    }
    if (what.equalsIgnoreCase("scrub")) {
      return new UpkeepEndpoint(desks.upkeep()).scrub(request);
    }
    if (what.equalsIgnoreCase("connectedRegistries")) {
      return sites(request);
    }
    return endpoint(what).list(request);
  }

  /** The list takes a filter (reference, 2 "list"). */
  private JsonReply sites(JsonRequest request) {
    ResourceEndpoint.requireMethod(request, "GET");
    Filter filter = Filter.of(request, SITE_FILTERS.keySet());
    List<ConnectedRegistry> wanted =
        desks.sites().list().stream()
            .filter(site -> filter.accepts(name -> field(site.properties(), name)))
            .toList();
    return JsonReply.json(200, new ResourceList<>(wanted, null));
  }

  private static String field(ConnectedRegistry.Properties site, String name) {
    var reader = SITE_FILTERS.get(name);
    return reader == null ? "" : Objects.requireNonNullElse(reader.apply(site), "");
  }

  private static @Nullable String parentId(ConnectedRegistry.Properties site) {
    return site.parent() == null ? null : site.parent().id();
  }

  private JsonReply action(JsonRequest request, List<String> below) {
    if (below.getFirst().equalsIgnoreCase("webhooks")) {
      return new WebhookActions(desks.webhooks()).answer(request, below.get(1), below.getLast());
    }
    boolean deactivate =
        below.getFirst().equalsIgnoreCase("connectedRegistries")
            && below.getLast().equalsIgnoreCase("deactivate");
    if (!deactivate) {
      throw unknownPath();
    }
    ResourceEndpoint.requireMethod(request, "POST");
    desks.sites().deactivate(below.get(1));
    return JsonReply.empty(200);
  }

  private ResourceEndpoint<?> endpoint(String kind) {
    return switch (kind.toLowerCase(Locale.ROOT)) {
      case "connectedregistries" -> connectedRegistries;
      case "scopemaps" -> scopeMaps;
      case "tokens" -> tokens;
      case "webhooks" -> webhooks;
      default -> throw unknownPath();
    };
  }
}
