package io.outport.agent;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.outport.agent.link.AgentLoops;
import io.outport.hubapi.model.Refusal;
import io.outport.oci.client.OutwardProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running agent. */
public final class AgentServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentServer.class);
  private static final int REQUEST_MILLIS = 30_000;
  private static final int CONNECTION_MILLIS = 10_000;
  private static final int RETRIES = 3;

  private final AgentLoops loops;
  private final KubernetesClient client;

  /**
   * What an agent must be told.
   *
   * @param enrolment folder with the files of the enrolment
   * @param namespace where it keeps what it remembers
   * @param kubeconfig null inside a pod of the cluster
   * @param cache folder of its own, for charts
   * @param version of this program
   * @param proxy on the way to the hub
   */
  public record Settings(
      Path enrolment,
      String namespace,
      @Nullable Path kubeconfig,
      Path cache,
      String version,
      OutwardProxy proxy) {}

  private AgentServer(AgentLoops loops, KubernetesClient client) {
    this.loops = loops;
    this.client = client;
  }

  /**
   * Starts an agent, whether or not its hub and its cluster answer now.
   *
   * @throws Refusal {@code USAGE} or {@code DATA_DIRECTORY} when a file or folder cannot be used
   */
  public static AgentServer start(Settings settings) {
    if (!Files.isDirectory(settings.enrolment())) {
      throw new Refusal(
          Refusal.Exit.USAGE,
          "there is no folder %s: mount the enrolment that 'outport cluster connect' made there"
              .formatted(settings.enrolment()));
    }
    Path work = emptied(settings.cache().resolve("values"));
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(config(settings))
            .withHttpClientFactory(new JdkHttpClientFactory())
            .build();
    AgentParts parts = new AgentParts(settings, client, work);
    AgentLoops loops = parts.loops(InstantSource.system(), new SecureRandom());
    loops.start();
    LOG.atInfo()
        .addKeyValue("version", settings.version())
        .addKeyValue("cluster", client.getMasterUrl())
        .log("started the agent");
    return new AgentServer(loops, client);
  }

  /** Lets steps that are under way end, for a while; what is cut off is taken up at a start. */
  @Override
  public void close() {
    loops.close();
    client.close();
    LOG.atInfo().log("stopped the agent");
  }

  private static Config config(Settings settings) {
    Config found =
        settings.kubeconfig() == null
            ? withoutProxy(Config.autoConfigure(null))
            : Config.fromKubeconfig(settings.kubeconfig().toFile());
    return new ConfigBuilder(found)
        .withRequestTimeout(REQUEST_MILLIS)
        .withConnectionTimeout(CONNECTION_MILLIS)
        .withRequestRetryBackoffLimit(RETRIES)
        .build();
  }

  /** The variables are for the way to the hub: a pod reaches its own cluster by itself. */
  private static Config withoutProxy(Config config) {
    config.setHttpsProxy(null);
    config.setHttpProxy(null);
    return config;
  }

  /** A dead agent may have left values, which are secret. */
  private static Path emptied(Path folder) {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : List.copyOf(files.toList())) {
          Files.delete(file);
        }
      }
      return folder;
    } catch (IOException e) {
      throw new Refusal(
          Refusal.Exit.DATA_DIRECTORY,
          "cannot use %s: %s".formatted(folder, e.getClass().getSimpleName()),
          e);
    }
  }
}
