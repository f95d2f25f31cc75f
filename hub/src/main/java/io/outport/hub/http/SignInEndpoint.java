package io.outport.hub.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.resource.HubFacts;
import io.outport.hub.resource.Principal;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a client must know to sign in, and the sign-in itself: OAuth 2.0 client credentials (RFC
 * 6749, 4.4), with the documents that the vendor's command line asks for first.
 */
final class SignInEndpoint {
  private final HubFacts hub;
  private final ApiTokens tokens;
  private final InstantSource clock;

  SignInEndpoint(HubFacts hub, ApiTokens tokens, InstantSource clock) {
    this.hub = hub;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** {@code GET /metadata/endpoints}. */
  JsonReply endpoints() {
    String base = hub.endpoint().toString();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("name", "Outport");
    document.put("resourceManager", base);
    document.put("graphAudience", base);
    document.put(
        "authentication",
        Map.of(
            "loginEndpoint",
            base,
            "audiences",
            List.of(base + "/", base),
            "tenant",
            hub.tenantId(),
            "identityProvider",
            "AAD"));
    document.put("suffixes", Map.of("acrLoginServer", hub.authority()));
    return JsonReply.json(200, document);
  }

  /** {@code GET /{tenant}/v2.0/.well-known/openid-configuration}. */
  JsonReply openIdConfiguration(String tenant) {
    requireTenant(tenant);
    String base = hub.endpoint() + "/" + hub.tenantId();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("issuer", base + "/v2.0");
    document.put("authorization_endpoint", base + "/oauth2/v2.0/authorize");
    document.put("token_endpoint", base + "/oauth2/v2.0/token");
    document.put("device_authorization_endpoint", base + "/oauth2/v2.0/devicecode");
    document.put("response_types_supported", List.of("token"));
    document.put("token_endpoint_auth_methods_supported", List.of("client_secret_post"));
    return JsonReply.json(200, document);
  }

  /** {@code POST /{tenant}/oauth2/v2.0/token}. */
  JsonReply token(String tenant, JsonRequest request) {
    requireTenant(tenant);
    Map<String, List<String>> form = form(request.body());
    if (!first(form, "grant_type").equals("client_credentials")) {
      return refused(400, "unsupported_grant_type", "grant_type must be client_credentials");
    }
    return hub.principals()
        .find(first(form, "client_id"))
        .filter(each -> each.accepts(first(form, "client_secret")))
        .map(each -> each.isLive(clock.instant()) ? granted(each) : expired(each))
        .orElseGet(
            () -> refused(401, "invalid_client", "the client id or its secret is not accepted"));
  }

  /** Said only to who knows the secret. */
  private static JsonReply expired(Principal principal) {
    return refused(
        401,
        "invalid_client",
        "the secret of principal '%s' ended at %s: an Owner can make another with 'outport hub principal rotate'"
            .formatted(principal.name(), principal.expiry()));
  }

  private JsonReply granted(Principal principal) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("token_type", "Bearer");
    document.put("expires_in", ApiTokens.LIFETIME.toSeconds());
    document.put("ext_expires_in", ApiTokens.LIFETIME.toSeconds());
    document.put("access_token", tokens.issue(principal));
    return JsonReply.json(200, document).with("Cache-Control", "no-store");
  }

  private static JsonReply refused(int status, String error, String description) {
    return JsonReply.json(status, Map.of("error", error, "error_description", description))
        .with("Cache-Control", "no-store");
  }

  private void requireTenant(String tenant) {
    if (!tenant.equalsIgnoreCase(hub.tenantId())) {
      throw new JsonRefusal(
          400, "InvalidTenant", "this hub has another tenant; see 'outport hub show'");
    }
  }

  private static String first(Map<String, List<String>> form, String name) {
    return form.getOrDefault(name, List.of()).stream().findFirst().orElse("");
  }

  private static Map<String, List<String>> form(String body) {
    try {
      return new QueryStringDecoder(body, StandardCharsets.UTF_8, false).parameters();
    } catch (IllegalArgumentException e) {
      throw new JsonRefusal(400, "BadRequest", "the form holds a broken percent escape", e);
    }
  }
}
