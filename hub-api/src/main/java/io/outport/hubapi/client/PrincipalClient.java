package io.outport.hubapi.client;

import io.outport.hubapi.model.ControlJson;
import io.outport.hubapi.model.ServicePrincipal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The calls on a hub's principals. Failures as {@link HubClient} says. */
public final class PrincipalClient {
  private final ArmCalls calls;
  private final String subscriptionId;

  PrincipalClient(ArmCalls calls, String subscriptionId) {
    this.calls = calls;
    this.subscriptionId = subscriptionId;
  }

  /** The scope of everything at the hub. */
  public String subscription() {
    return "/subscriptions/" + subscriptionId;
  }

  /** All principals, sorted by name; without secrets. */
  public List<ServicePrincipal> list() {
    return calls.readPage(calls.send("GET", collection()), ServicePrincipal.class).value();
  }

  /** A principal, or empty where there is none. */
  public Optional<ServicePrincipal> find(String name) {
    return calls.find(path(name)).map(answer -> calls.read(answer, ServicePrincipal.class));
  }

  /** Creates the principal, whose secret the answer shows this once, or changes its roles. */
  public ServicePrincipal put(String name, ServicePrincipal wanted) {
    String body = ControlJson.mapper().writeValueAsString(wanted);
    return calls.read(calls.send("PUT", path(name), body), ServicePrincipal.class);
  }

  /** Makes a fresh secret, which the answer shows this once; the old one ends at once. */
  public ServicePrincipal rotate(String name, @Nullable Instant expiry) {
    String body =
        expiry == null ? "{}" : ControlJson.mapper().writeValueAsString(Map.of("expiry", expiry));
    return calls.read(calls.send("POST", path(name) + "/rotate", body), ServicePrincipal.class);
  }

  /** Deletes the principal; a repeat changes nothing. */
  public void delete(String name) {
    calls.send("DELETE", path(name));
  }

  private String collection() {
    return subscription() + "/providers/" + ServicePrincipal.TYPE;
  }

  private String path(String name) {
    return collection() + "/" + ArmCalls.encode(name);
  }
}
