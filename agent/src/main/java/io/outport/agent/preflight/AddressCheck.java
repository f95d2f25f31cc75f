package io.outport.agent.preflight;

import io.outport.agent.cluster.AddressTrial;
import io.outport.agent.cluster.ClusterView;
import io.outport.agent.problem.Problem;
import io.outport.agent.release.ReleaseName;
import java.util.List;

/** Whether the service can have its address. */
final class AddressCheck {
  private final ClusterView cluster;
  private final PreflightInput input;

  AddressCheck(ClusterView cluster, PreflightInput input) {
    this.cluster = cluster;
    this.input = input;
  }

  List<Problem> check() {
    String address = input.settings().address();
    return switch (cluster.tryAddress(input.release().namespace(), address)) {
      case AddressTrial.Free ignored -> List.of();
      case AddressTrial.Taken taken when isOurs(taken) -> List.of();
      case AddressTrial.Taken taken ->
          problem(
              "AddressTaken",
              "%s belongs to service %s".formatted(address, holder(taken)),
              "choose a free address");
      case AddressTrial.OutOfRange out ->
          problem(
              "AddressOutOfRange",
              "%s is outside the cluster's service range%s"
                  .formatted(address, out.range().isEmpty() ? "" : " " + out.range()),
              out.proposal().isEmpty()
                  ? "choose an address inside the range"
                  : "this one is free: service.clusterIP=" + out.proposal());
      case AddressTrial.WrongFamily family ->
          problem(
              "AddressFamilyNotServed",
              "the cluster has no services with addresses like %s (%s)"
                  .formatted(address, family.words()),
              "choose an %s address, or make the cluster dual-stack"
                  .formatted(address.contains(":") ? "IPv4" : "IPv6"));
      case AddressTrial.Unclear unclear ->
          problem(
              "AddressRefused",
              "the API server does not take %s: %s".formatted(address, unclear.words()),
              "choose another address, or mend what it says");
    };
  }

  private boolean isOurs(AddressTrial.Taken taken) {
    ReleaseName release = input.release();
    return taken.release().equals(release.name())
        && taken.holder().startsWith(release.namespace() + "/");
  }

  private static String holder(AddressTrial.Taken taken) {
    return taken.holder().isEmpty() ? "(not shown)" : taken.holder();
  }

  private static List<Problem> problem(String code, String message, String remedy) {
    return List.of(new Problem(code, "service.clusterIP", message, remedy));
  }
}
