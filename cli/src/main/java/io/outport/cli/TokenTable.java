package io.outport.cli;

import io.outport.hubapi.model.GeneratedCredentials;
import io.outport.hubapi.model.Token;
import java.util.List;
import java.util.Optional;

/** Tokens and fresh passwords as table rows. */
final class TokenTable {
  static final List<String> TITLES = List.of("Name", "Status", "Scope map", "Passwords");
  static final List<String> SECRET_TITLES = List.of("Username", "Slot", "Password", "Expiry");

  private TokenTable() {}

  static List<String> row(Token token) {
    Token.Properties state = token.properties();
    String slots =
        Optional.ofNullable(state.credentials())
            .map(Token.Credentials::passwords)
            .map(
                passwords ->
                    String.join(", ", passwords.stream().map(Token.Password::name).toList()))
            .filter(text -> !text.isEmpty())
            .orElse("-");
    return List.of(
        Optional.ofNullable(token.name()).orElse("-"),
        Optional.ofNullable(state.status()).orElse("-"),
        Optional.ofNullable(state.scopeMapId()).map(SiteTable::lastPart).orElse("-"),
        slots);
  }

  static List<List<String>> secrets(GeneratedCredentials made) {
    return made.passwords().stream()
        .filter(each -> each.value() != null)
        .map(
            each ->
                List.of(
                    made.username(),
                    each.name(),
                    String.valueOf(each.value()),
                    each.expiry() == null ? "never" : Times.local().cell(each.expiry())))
        .toList();
  }
}
