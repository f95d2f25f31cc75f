package io.outport.hubapi.client;

import io.outport.hubapi.model.Refusal;

/** Sends a call on behalf of a command: no answer is a refusal with an exit code. */
final class LinkRefusals {
  private LinkRefusals() {}

  static JsonAnswer send(JsonCaller caller, JsonCall call) {
    try {
      return caller.send(call);
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
