package io.outport.hubapi.client;

import io.outport.hubapi.model.Refusal;
import java.util.function.Supplier;

/** Sends a call on behalf of a command: no answer is a refusal with an exit code. */
final class LinkRefusals {
  private LinkRefusals() {}

  static JsonAnswer send(JsonCaller caller, JsonCall call) {
    return call(() -> caller.send(call));
  }

  static <T> T call(Supplier<T> exchange) {
    try {
      return exchange.get();
    } catch (LinkException failure) {
      throw new Refusal(exit(failure), String.valueOf(failure.getMessage()), failure);
    }
  }

  private static Refusal.Exit exit(LinkException failure) {
    return switch (failure.kind()) {
      case UNTRUSTED -> Refusal.Exit.UNTRUSTED;
      case UNREACHABLE, PROTOCOL -> Refusal.Exit.UNREACHABLE;
    };
  }
}
