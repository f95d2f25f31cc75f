package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.ConnectedRegistry;
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

  private final Desks desks;
  private final RegistryEndpoint registry;
  private final ResourceEndpoint<ConnectedRegistry> connectedRegistries;
  private final ResourceEndpoint<ScopeMap> scopeMaps;
  private final ResourceEndpoint<Token> tokens;
  private final ResourceEndpoint<Webhook> webhooks;

  RegistryResources(ResourceEndpoint.Common common, RegistryEndpoint registry, Desks desks) {
    this.desks = desks;
    this.registry = registry;
    this.connectedRegistries =
        new ResourceEndpoint<>(
            common, desks.sites(), Bodies::connectedRegistry, ConnectedRegistry::name);
    this.scopeMaps =
        new ResourceEndpoint<>(common, desks.scopeMaps(), Bodies::scopeMap, ScopeMap::name);
    this.tokens = new ResourceEndpoint<>(common, desks.tokens(), Bodies::token, Token::name);
    this.webhooks =
        new ResourceEndpoint<>(common, desks.webhooks(), Bodies::webhook, Webhook::name);
  }

  /** Answers for the segments behind the registry's name. */
  JsonReply answer(JsonRequest request, List<String> below) {
    return switch (below.size()) {
      case 0 -> registry.answer(request);
      case 1 -> collection(request, below.getFirst());
      case 2 -> endpoint(below.getFirst()).one(request, below.get(1));
      case 3 -> action(request, below);
      default -> throw unknownPath();
    };
  }

  static JsonRefusal unknownPath() {
    return new JsonRefusal(404, "ResourceNotFound", "the control API has no such path");
  }

  private JsonReply collection(JsonRequest request, String what) {
    if (what.equalsIgnoreCase("generateCredentials")) {
      ResourceEndpoint.requireMethod(request, "POST");
      return JsonReply.json(200, desks.tokens().generate(Bodies.generateCredentials(request)))
          .with("Cache-Control", "no-store");
    }
    if (what.equalsIgnoreCase("listUsages")) {
      return registry.usages(request);
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
    return connectedRegistries.list(request, wanted);
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
    if (!below.getFirst().equalsIgnoreCase("connectedRegistries")) {
      throw unknownPath();
    }
    return switch (below.getLast().toLowerCase(Locale.ROOT)) {
      case "deactivate" -> {
        ResourceEndpoint.requireMethod(request, "POST");
        desks.sites().deactivate(below.get(1));
        yield JsonReply.empty(200);
      }
      case "resync" -> {
        ResourceEndpoint.requireMethod(request, "POST");
        yield JsonReply.json(200, desks.sites().resync(below.get(1)));
      }
      default -> throw unknownPath();
    };
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
