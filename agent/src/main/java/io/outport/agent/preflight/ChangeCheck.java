package io.outport.agent.preflight;

import io.outport.agent.cluster.ClaimFacts;
import io.outport.agent.cluster.ClusterView;
import io.outport.agent.cluster.StorageClassFacts;
import io.outport.agent.problem.Problem;
import io.outport.agent.settings.VolumeSettings;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Whether the service and the claim that are there can become what is asked for: some of their
 * fields stay for ever, and Helm would find out half-way. The chart fixes both names.
 */
final class ChangeCheck {
  private static final String CLAIM = "connected-registry-pvc";
  private static final String REQUEST = "pvc.storageRequest";

  private final ClusterView cluster;
  private final PreflightInput input;
  private final String place;

  ChangeCheck(ClusterView cluster, PreflightInput input) {
    this.cluster = cluster;
    this.input = input;
    this.place = input.release().namespace() + "/" + CLAIM;
  }

  List<Problem> check() {
    List<Problem> problems = new ArrayList<>(address());
    cluster
        .findClaim(input.release().namespace(), CLAIM)
        .ifPresent(claim -> problems.addAll(claim(claim)));
    return problems;
  }

  private List<Problem> address() {
    String namespace = input.release().namespace();
    String name = input.release().name();
    String asked = input.settings().address();
    return cluster
        .findServiceAddress(namespace, name)
        .filter(now -> !isSame(now, asked))
        .map(
            now ->
                new Problem(
                    "AddressFixed",
                    "service.clusterIP",
                    "service %s/%s has %s and cannot get %s: a service keeps its address"
                        .formatted(namespace, name, now, asked),
                    ("give service.clusterIP=%s, or delete the service (kubectl delete service %s"
                            + " -n %s): it is then made anew with the other address, which all that"
                            + " pull must use from then on")
                        .formatted(now, name, namespace)))
        .map(List::of)
        .orElse(List.of());
  }

  private static boolean isSame(String now, String asked) {
    try {
      return InetAddress.ofLiteral(now).equals(InetAddress.ofLiteral(asked));
    } catch (IllegalArgumentException ignored) {
      // "None", of a service without an address.
      return false;
    }
  }

  private List<Problem> claim(ClaimFacts claim) {
    String own = input.release().namespace() + "/" + input.release().name();
    if (!claim.owner().equals(own)) {
      return List.of(
          new Problem(
              "ClaimOfAnother",
              "volume claim " + place,
              claim.owner().isEmpty()
                  ? "is there and of no release, so it is not taken"
                  : "belongs to release " + claim.owner(),
              "install this site into another namespace, or delete that claim and what is on its"
                  + " volume"));
    }
    List<Problem> problems = new ArrayList<>(storageClass(claim));
    problems.addAll(accessMode(claim));
    problems.addAll(size(claim));
    return problems;
  }

  /** None that is asked for is no wish, unless one was named: Helm would take that away. */
  private List<Problem> storageClass(ClaimFacts claim) {
    String now = claim.storageClass();
    String asked = input.settings().volume().storageClass();
    boolean same = asked.isEmpty() ? input.classBefore().isEmpty() : asked.equals(now);
    return now.isEmpty() || same
        ? List.of()
        : fixed(
            "pvc.storageClassName",
            "is of class '%s' and cannot become of %s"
                .formatted(now, asked.isEmpty() ? "the default class" : "'" + asked + "'"),
            now);
  }

  private List<Problem> accessMode(ClaimFacts claim) {
    String asked = input.settings().volume().accessMode();
    String now = String.join(",", claim.accessModes());
    return now.equals(asked)
        ? List.of()
        : fixed("pvc.accessMode", "has %s and cannot get %s".formatted(now, asked), now);
  }

  private List<Problem> fixed(String setting, String words, String now) {
    return List.of(
        new Problem(
            "VolumeFixed",
            setting,
            "volume claim %s %s".formatted(place, words),
            "give %s=%s; %s".formatted(setting, now, anew())));
  }

  private List<Problem> size(ClaimFacts claim) {
    VolumeSettings asked = input.settings().volume();
    int larger = asked.bytes().compareTo(claim.requested());
    if (larger == 0) {
      return List.of();
    }
    if (!claim.bound()) {
      return size(claim, "cannot be changed before it has its volume");
    }
    if (larger > 0) {
      return expands(claim)
          ? List.of()
          : size(
              claim, "is of class '%s', whose volumes do not grow".formatted(claim.storageClass()));
    }
    // A growth that never came to pass can be taken back.
    return asked.bytes().compareTo(claim.capacity()) > 0
        ? List.of()
        : size(claim, "cannot become smaller");
  }

  private boolean expands(ClaimFacts claim) {
    Optional<StorageClassFacts> found =
        cluster.storageClasses().stream()
            .filter(each -> each.name().equals(claim.storageClass()))
            .findFirst();
    return found.filter(StorageClassFacts::expands).isPresent();
  }

  private List<Problem> size(ClaimFacts claim, String words) {
    return List.of(
        new Problem(
            "VolumeFixed",
            REQUEST,
            "volume claim %s asks for %s, not %s, and %s"
                .formatted(place, claim.request(), input.settings().volume().request(), words),
            "give %s=%s%s; %s"
                .formatted(
                    REQUEST,
                    claim.request(),
                    expands(claim) && claim.bound() ? " or more" : "",
                    anew())));
  }

  /** The claim's own annotation may keep it. */
  private String anew() {
    return "for another volume delete the extension, and claim %s where that stays, and create it"
            .formatted(place)
        + " again: what this site alone has is lost then";
  }
}
