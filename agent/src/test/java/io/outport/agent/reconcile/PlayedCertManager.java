package io.outport.agent.reconcile;

import io.outport.agent.cluster.CertManagerFacts;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseName;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A cert-manager in memory, of ours or of others, and its types. */
final class PlayedCertManager implements CertManagerTypes {
  static final String RELEASE = "outport-cert-manager";

  /** Where people run one of their own, {@code namespace/name}; empty for none. */
  String foreign = "";

  /** Its pods are ready. */
  boolean runs = true;

  /** Why the running one takes no certificate; empty where it does. */
  String refusal = "";

  /** Whose release brought the types, {@code namespace/name}; empty for none. */
  String typesOf = "";

  /** What people have of them. */
  final List<String> uses = new ArrayList<>();

  /** What Helm does with the types where this release is made. */
  void claimTypes(ReleaseName name) {
    String owner = name.namespace() + "/" + name.name();
    if (!typesOf.isEmpty() && !typesOf.equals(owner)) {
      throw new ReleaseException("invalid ownership metadata of " + typesOf, null);
    }
    typesOf = owner;
  }

  /** As it is found beside these releases. */
  CertManagerFacts facts(Set<ReleaseName> releases) {
    if (!foreign.isEmpty()) {
      List<String> place = List.of(foreign);
      return new CertManagerFacts(true, place, place, "cert-manager", refusal);
    }
    return releases.stream()
        .filter(name -> name.name().equals(RELEASE))
        .map(name -> name.namespace() + "/cert-manager")
        .findFirst()
        .map(
            place ->
                new CertManagerFacts(
                    true, List.of(place), runs ? List.of(place) : List.of(), RELEASE, refusal))
        .orElseGet(this::typesAlone);
  }

  private CertManagerFacts typesAlone() {
    return typesOf.isEmpty()
        ? CertManagerFacts.ABSENT
        : new CertManagerFacts(
            true, List.of(), List.of(), typesOf.substring(typesOf.indexOf('/') + 1), "");
  }

  @Override
  public List<String> uses() {
    return List.copyOf(uses);
  }

  @Override
  public void moveTo(String namespace) {
    if (typesOf.endsWith("/" + RELEASE)) {
      typesOf = namespace + "/" + RELEASE;
    }
  }

  @Override
  public void remove() {
    if (typesOf.endsWith("/" + RELEASE)) {
      typesOf = "";
    }
  }
}
