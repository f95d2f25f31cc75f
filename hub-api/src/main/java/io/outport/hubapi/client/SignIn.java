package io.outport.hubapi.client;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.outport.hubapi.model.Refusal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A principal's sign-in with its secret (OAuth 2.0 client credentials), kept until it expires. */
final class SignIn {
  /** A token is not used in its last minute, so that it does not expire on the way. */
  private static final Duration MARGIN = Duration.ofMinutes(1);

  private static final int SERVER_ERROR = 500;

  private final HubContext context;
  private final JsonCaller caller;
  private final InstantSource clock;
  private final ReentrantLock lock = new ReentrantLock();

  /** Guarded by {@link #lock}. */
  private @Nullable Held held;

  SignIn(HubContext context, JsonCaller caller, InstantSource clock) {
    this.context = context;
    this.caller = caller;
    this.clock = clock;
  }

  String token() {
    lock.lock();
    try {
      Held current = held;
      if (current == null || clock.instant().isAfter(current.until)) {
        current = fetch();
        held = current;
      }
      return current.text;
    } finally {
      lock.unlock();
    }
  }

  void forget() {
    lock.lock();
    try {
      held = null;
    } finally {
      lock.unlock();
    }
  }

  private Held fetch() {
    URI address = context.endpoint().resolve("/%s/oauth2/v2.0/token".formatted(context.tenantId()));
    String form =
        "grant_type=client_credentials&client_id=%s&client_secret=%s&scope=%s"
            .formatted(
                ArmCalls.encode(context.clientId()),
                ArmCalls.encode(context.clientSecret()),
                ArmCalls.encode(context.endpoint() + "/.default"));
    JsonAnswer answer = LinkRefusals.send(caller, JsonCall.of("POST", address).form(form));
    if (!answer.isSuccess()) {
      throw answer
          .find(OauthError.class)
          .map(OauthError::description)
          .filter(words -> words.contains("ended at"))
          .map(words -> new Refusal(Refusal.Exit.UNAUTHORIZED, words))
          .orElseGet(() -> refused(answer.status()));
    }
    return answer
        .find(TokenAnswer.class)
        .map(token -> new Held(token.text, expiry(token)))
        .orElseThrow(() -> refused(answer.status()));
  }

  private Instant expiry(TokenAnswer token) {
    return clock.instant().plusSeconds(token.expiresInSeconds).minus(MARGIN);
  }

  private Refusal refused(int status) {
    return status >= SERVER_ERROR
        ? new Refusal(
            Refusal.Exit.REJECTED,
            "%s could not sign '%s' in (it answered %d): look at the hub's log"
                .formatted(context.endpoint(), context.clientId(), status))
        : new Refusal(
            Refusal.Exit.UNAUTHORIZED,
            ("hub '%s' at %s refuses the sign-in of '%s': its secret or the tenant is wrong, or"
                    + " another hub listens there; sign in again with 'outport login'")
                .formatted(context.name(), context.endpoint(), context.clientId()));
  }

  /** RFC 6749, 5.2. */
  private record OauthError(@JsonProperty("error_description") @Nullable String description) {}

  /** A token and until when it is used. */
  private record Held(String text, Instant until) {
    @Override
    public String toString() {
      return "Held[until %s]".formatted(until);
    }
  }

  /** RFC 6749, 5.1. */
  private record TokenAnswer(
      @JsonProperty("access_token") String text,
      @JsonProperty("expires_in") long expiresInSeconds) {
    @Override
    public String toString() {
      return "TokenAnswer[%d s]".formatted(expiresInSeconds);
    }
  }
}
