package io.outport.agent.reconcile;

import io.outport.agent.health.Health;
import io.outport.agent.problem.Problem;
import io.outport.agent.settings.CertificateSource;
import io.outport.agent.settings.SiteSettings;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What several extensions may stand on: a namespace's pull secret and the cluster's cert-manager.
 * Each that needs them is written down first; they go with the last one. Safe for many threads.
 */
final class SharedObjects {
  private final Instruments with;
  private final CertManagers certManagers;

  /** Makes what one looks at and does with them one thing. */
  private final ReentrantLock lock = new ReentrantLock();

  SharedObjects(Instruments with) {
    this.with = with;
    this.certManagers = new CertManagers(with);
  }

  /** Makes what this wish needs, and says how that is. */
  Health ensure(ExtensionReconciler.Wish now) {
    String namespace = now.name().namespace();
    Optional<SiteSettings> site = now.plan().findSite();
    Footing footing = new Footing(namespace, site.filter(SharedObjects::certifies).isPresent());
    lock.lock();
    try {
      Memory memory = now.situation().memory().standingOn(footing);
      if (!footing.equals(now.situation().memory().footing())) {
        with.memories().write(now.desired().name(), memory);
      }
      with.pullSecrets().ensure(namespace);
      return site.map(each -> bounded(now, memory, certManagers.ensure(namespace, each)))
          .orElseGet(() -> new Health.Ready());
    } finally {
      lock.unlock();
    }
  }

  /** What is waited for too long has failed; as each look asks anew, that passes by itself. */
  private Health bounded(ExtensionReconciler.Wish now, Memory memory, Health health) {
    return switch (health) {
      case Health.Starting starting ->
          waitsTooLong(now, memory) ? new Health.Broken(List.of(tooLong(starting))) : starting;
      case Health.Broken broken -> broken;
      case Health.Ready ready -> {
        if (memory.findWaitsSince().isPresent()) {
          with.memories().write(now.desired().name(), memory.waitingSince(null));
        }
        yield ready;
      }
    };
  }

  private boolean waitsTooLong(ExtensionReconciler.Wish now, Memory memory) {
    Instant time = now.situation().now();
    if (memory.findWaitsSince().isEmpty()) {
      with.memories().write(now.desired().name(), memory.waitingSince(time));
    }
    Instant since = memory.findWaitsSince().orElse(time);
    return since.plus(Situation.PATIENCE).isBefore(time);
  }

  private static Problem tooLong(Health.Starting starting) {
    return new Problem(
        "CertManagerNotReady",
        "cert-manager.enabled",
        "%s (waited for %d minutes)".formatted(starting.words(), Situation.PATIENCE.toMinutes()),
        "look at cert-manager's webhook and its controller (kubectl get pods -A,"
            + " kubectl logs); the extension goes on by itself when a certificate is taken");
  }

  /**
   * A cert-manager that stays.
   *
   * @param uses what of other people keeps it; empty where nothing does
   * @param namespaces where it is installed; empty where only its resource types are left
   */
  record Kept(List<String> uses, List<String> namespaces) {
    /** Copies the lists. */
    Kept {
      uses = List.copyOf(uses);
      namespaces = List.copyOf(namespaces);
    }
  }

  /**
   * Removes what no other extension stands on, and forgets this one.
   *
   * @return the cert-manager that was installed for extensions, where other people use it
   */
  Kept leave(String extension, String namespace) {
    lock.lock();
    try {
      List<Footing> others =
          with.memories().list().stream()
              .filter(each -> !each.equals(extension))
              .map(each -> with.memories().read(each))
              .flatMap(each -> each.findFooting().stream())
              .toList();
      Set<String> places = new TreeSet<>(certManagers.places(namespace));
      List<String> uses =
          others.stream().noneMatch(Footing::certManager)
              ? certManagers.remove(namespace)
              : List.of();
      places.add(namespace);
      List<String> kept = certManagers.places(namespace);
      places.removeAll(kept);
      others.forEach(each -> places.remove(each.namespace()));
      places.forEach(with.pullSecrets()::remove);
      with.memories().forget(extension);
      return new Kept(uses, kept);
    } finally {
      lock.unlock();
    }
  }

  private static boolean certifies(SiteSettings site) {
    return site.certificate() instanceof CertificateSource.CertManaged;
  }
}
