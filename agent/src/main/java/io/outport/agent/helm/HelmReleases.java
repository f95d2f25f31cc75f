package io.outport.agent.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import com.marcnuri.helm.UninstallCommand;
import com.marcnuri.helm.UpgradeCommand;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.outport.agent.release.Release;
import io.outport.agent.release.ReleaseException;
import io.outport.agent.release.ReleaseName;
import io.outport.agent.release.ReleaseOrder;
import io.outport.agent.release.Releases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@link Releases} by Helm's library. It knows no rollback, no history and no bound of it: the way
 * back is an upgrade to what was there before, and the records are read, mended and pruned by
 * {@link ReleaseRecords}.
 */
public final class HelmReleases implements Releases {
  private static final int TIMEOUT_SECONDS = 300;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final ReleaseRecords records;
  private final @Nullable Path kubeconfig;
  private final Path work;

  /**
   * Speaks to one cluster.
   *
   * @param kubeconfig null inside a pod of the cluster
   * @param work a folder of the agent's own, where values lie while Helm reads them
   */
  public HelmReleases(KubernetesClient cluster, @Nullable Path kubeconfig, Path work) {
    this.records = new ReleaseRecords(cluster);
    this.kubeconfig = kubeconfig;
    this.work = work;
  }

  @Override
  public Optional<Release> find(ReleaseName name) {
    return records.find(name);
  }

  @Override
  public void install(ReleaseOrder order) {
    withValues(
        "install",
        order,
        values -> {
          InstallCommand command =
              Helm.install(order.chart().toString())
                  .withName(order.name().name())
                  .withNamespace(order.name().namespace())
                  .createNamespace()
                  .withTimeout(TIMEOUT_SECONDS)
                  .withValuesFile(values);
          if (kubeconfig != null) {
            command.withKubeConfig(kubeconfig);
          }
          command.call();
        });
  }

  @Override
  public void upgrade(ReleaseOrder order) {
    records.prune(order.name());
    withValues(
        "upgrade",
        order,
        values -> {
          UpgradeCommand command =
              Helm.upgrade(order.chart().toString())
                  .withName(order.name().name())
                  .withNamespace(order.name().namespace())
                  .resetValues()
                  .withTimeout(TIMEOUT_SECONDS)
                  .withValuesFile(values);
          if (kubeconfig != null) {
            command.withKubeConfig(kubeconfig);
          }
          command.call();
        });
  }

  @Override
  public void forgetPending(ReleaseName name) {
    records.forgetPending(name);
  }

  @Override
  public void keepVolumes(ReleaseName name) {
    records.keepVolumes(name);
  }

  @Override
  public void uninstall(ReleaseName name, Hooks hooks) {
    UninstallCommand command =
        Helm.uninstall(name.name()).withNamespace(name.namespace()).ignoreNotFound();
    if (hooks == Hooks.SKIP) {
      command.noHooks();
    }
    if (kubeconfig != null) {
      command.withKubeConfig(kubeconfig);
    }
    try {
      command.call();
    } catch (IllegalStateException failure) {
      throw refused("uninstall", name, failure);
    }
    records.forget(name);
  }

  private void withValues(String verb, ReleaseOrder order, Consumer<Path> action) {
    Path values = writeValues(order);
    try {
      action.accept(values);
    } catch (IllegalStateException failure) {
      throw refused(verb, order.name(), failure);
    } finally {
      delete(values);
    }
  }

  /** JSON is YAML; the file is readable by this process' user alone. */
  private Path writeValues(ReleaseOrder order) {
    try {
      Path file = Files.createTempFile(work, "values", ".yaml");
      Files.write(file, JSON.writeValueAsBytes(order.mark().addTo(order.values())));
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write to " + work, e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete " + file, e);
    }
  }

  private static ReleaseException refused(
      String verb, ReleaseName name, IllegalStateException failure) {
    return new ReleaseException(
        "Helm could not %s '%s' in namespace '%s': %s"
            .formatted(verb, name.name(), name.namespace(), failure.getMessage()),
        failure);
  }
}
