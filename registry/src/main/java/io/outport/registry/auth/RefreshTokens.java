package io.outport.registry.auth;

import java.util.Optional;

/**
 * Tokens that stand for an account for hours where its password is elsewhere: whoever has signed in
 * to the control API exchanges that sign-in for one (ACR, "Authentication", {@code
 * /oauth2/exchange}).
 *
 * <p>Contract: safe for use by many threads; both methods answer empty for what is not ours, was
 * changed, or is over, without saying which. What a refresh token may do is decided by the account
 * as it is when the token is used.
 */
public interface RefreshTokens {
  /** For registries without a control API of their own. */
  RefreshTokens NONE =
      new RefreshTokens() {
        @Override
        public Optional<IssuedToken> exchange(String accessToken) {
          return Optional.empty();
        }

        @Override
        public Optional<String> findAccount(String refreshToken) {
          return Optional.empty();
        }
      };

  /** A refresh token for whoever holds this access token of the control API. */
  Optional<IssuedToken> exchange(String accessToken);

  /** The name of the account that the refresh token stands for. */
  Optional<String> findAccount(String refreshToken);
}
