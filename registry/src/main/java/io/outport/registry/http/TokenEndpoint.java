package io.outport.registry.http;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.outport.oci.model.ErrorCode;
import io.outport.registry.auth.Account;
import io.outport.registry.auth.IssuedToken;
import io.outport.registry.auth.RequestTokens;
import io.outport.registry.auth.TokenAccess;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives bearer tokens: {@code GET} with Basic credentials (CNCF distribution, "Token
 * Authentication") and {@code POST} with {@code grant_type=password} (the same, "OAuth2 Token
 * Authentication"), as docker and containerd send. The grant is what was asked for and is allowed.
 *
 * <p>A refresh token that {@link ExchangeEndpoint} gave is taken with {@code
 * grant_type=refresh_token}, but none is given here: docker would store one in place of the
 * password, and it would outlive the password's end.
 */
final class TokenEndpoint implements Endpoint {
  private static final int MAX_FORM_BYTES = 64 * 1024;
  private static final JsonMapper MAPPER = JsonMapper.shared();

  private final Gate gate;
  private final RequestTokens tokens;

  TokenEndpoint(Gate gate, RequestTokens tokens) {
    this.gate = gate;
    this.tokens = tokens;
  }

  @Override
  public Reply answer(Exchange exchange, Caller unused) throws IOException {
    Parameters form =
        exchange.method().equals(HttpMethod.POST) ? readForm(exchange) : Parameters.NONE;
    Account account = authenticate(exchange, form);
    List<String> scopes = (form.has("scope") ? form : exchange.parameters()).all("scope");
    TokenAccess granted = TokenAccess.parse(scopes).restrictedTo(account.rules());
    return render(tokens.issue(account.name(), granted));
  }

  private Account authenticate(Exchange exchange, Parameters form) {
    if (form.first("grant_type").filter("password"::equals).isPresent()) {
      return require(
          exchange,
          new Credentials.Basic(
              form.first("username").orElse(""), form.first("password").orElse("")));
    }
    if (form.first("grant_type").filter("refresh_token"::equals).isPresent()) {
      return form.first("refresh_token")
          .flatMap(gate::findByRefreshToken)
          .orElseThrow(() -> unauthorized("the refresh token is not valid here or has expired"));
    }
    return switch (Credentials.parse(exchange.header("Authorization"))) {
      case Credentials.Basic basic -> require(exchange, basic);
      case Credentials.Absent absent -> {
        if (form.has("grant_type")) {
          throw unsupportedGrant();
        }
        if (!gate.admitsAnonymousPull()) {
          throw unauthorized("give the name and password of a token");
        }
        yield Gate.ANONYMOUS;
      }
      case Credentials.Bearer bearer -> throw unauthorized("give a name and a password here");
      case Credentials.Unreadable unreadable ->
          throw unauthorized("the Authorization header cannot be read");
    };
  }

  private Account require(Exchange exchange, Credentials.Basic basic) {
    return gate.authenticate(basic, exchange.address())
        .orElseThrow(() -> unauthorized("the name or the password is wrong, or it has expired"));
  }

  private static Parameters readForm(Exchange exchange) throws IOException {
    return Parameters.ofForm(exchange.body().readAll(MAX_FORM_BYTES, "the form"));
  }

  private static Reply render(IssuedToken token) {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("access_token", token.text());
    json.put("token", token.text());
    json.put("expires_in", token.lifetime().toSeconds());
    json.put("issued_at", token.issuedAt().toString());
    return Reply.json(200, MAPPER.writeValueAsString(json)).with("Cache-Control", "no-store");
  }

  private static RefusalException unsupportedGrant() {
    return new RefusalException(
        Errors.reply(
            HttpResponseStatus.BAD_REQUEST.code(),
            ErrorCode.UNSUPPORTED,
            "only grant_type=password and refresh_token are served here: sign in with the token's"
                + " name and password",
            ""));
  }

  private static RefusalException unauthorized(String message) {
    return new RefusalException(
        Errors.reply(ErrorCode.UNAUTHORIZED, "authentication required: " + message)
            .with("WWW-Authenticate", "Basic realm=\"registry\""));
  }
}
