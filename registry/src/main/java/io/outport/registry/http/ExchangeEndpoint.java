package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.ErrorCode;
import io.outport.registry.auth.IssuedToken;
import io.outport.registry.auth.RefreshTokens;
import java.io.IOException;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a refresh token for a sign-in to the control API: {@code POST /oauth2/exchange} (ACR,
 * "Authentication"). It goes to the token endpoint with {@code grant_type=refresh_token}, or as the
 * password of the user of zeros.
 */
final class ExchangeEndpoint implements Endpoint {
  private static final int MAX_FORM_BYTES = 64 * 1024;
  private static final Set<String> GRANTS = Set.of("access_token", "access_token_refresh_token");
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final RefreshTokens refreshTokens;

  ExchangeEndpoint(RefreshTokens refreshTokens) {
    this.refreshTokens = refreshTokens;
  }

  @Override
  public Reply answer(Exchange exchange, Caller unused) throws IOException {
    Parameters form = Parameters.ofForm(exchange.body().readAll(MAX_FORM_BYTES, "the form"));
    if (form.first("grant_type").filter(GRANTS::contains).isEmpty()) {
      throw new RefusalException(
          Errors.reply(
              HttpResponseStatus.BAD_REQUEST.code(),
              ErrorCode.UNSUPPORTED,
              "only grant_type=access_token is served here",
              ""));
    }
    IssuedToken token =
        form.first("access_token")
            .flatMap(refreshTokens::exchange)
            .orElseThrow(
                () ->
                    new RefusalException(
                        Errors.reply(
                            ErrorCode.UNAUTHORIZED,
                            "the access token is not this hub's or has expired: sign in again")));
    ObjectNode json = MAPPER.createObjectNode();
    json.put("refresh_token", token.text());
    return Reply.json(200, MAPPER.writeValueAsString(json)).with("Cache-Control", "no-store");
  }
}
