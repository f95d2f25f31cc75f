package io.outport.e2e;

import io.outport.testkit.process.Command;
import io.outport.testkit.process.Command.Result;
import io.outport.testkit.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real Kubernetes in namespaces of its own ({@code e2e/cluster/site}); needs root. */
final class ClusterSite implements AutoCloseable {
  /** Where the hub is, as the cluster sees it. */
  static final String CENTRE = "10.200.0.1";

  private static final Duration START = Duration.ofMinutes(4);
  private static final Duration CALL = Duration.ofMinutes(3);

  private final String name;
  private final int number;
  private final String containerd;
  private final String hostFolders;

  private ClusterSite(String name, int number, String containerd, String hostFolders) {
    this.name = name;
    this.number = number;
    this.containerd = containerd;
    this.hostFolders = hostFolders;
  }

  /** Starts the one that the environment names, its containerd of this version: 1.6 or 2.4. */
  static ClusterSite start(String containerd) {
    return named(containerd, "set").started();
  }

  /** The same, where containerd's configuration names no folder of host entries. */
  static ClusterSite startWithoutHostFolders(String containerd) {
    return named(containerd, "unset").started();
  }

  private static ClusterSite named(String containerd, String hostFolders) {
    Map<String, String> environment = System.getenv();
    String name = environment.getOrDefault("OUTPORT_SITE", "site");
    int number = Integer.parseInt(environment.getOrDefault("OUTPORT_SITE_NUMBER", "1"));
    return new ClusterSite(name, number, containerd, hostFolders);
  }

  /**
   * Starts one that may be up beside others.
   *
   * @param name of it, which no other has
   * @param number the same, up to 255
   * @param containerd its version: 1.6 or 2.4
   */
  static ClusterSite start(String name, int number, String containerd) {
    return new ClusterSite(name, number, containerd, "set").started();
  }

  private ClusterSite started() {
    script("up").within(START).run().succeeded();
    return this;
  }

  String name() {
    return name;
  }

  Result kubectl(String... words) {
    return script("net", "kubectl").and(words).run();
  }

  Result helm(String... words) {
    return script("net", Programs.find("helm")).and(words).run();
  }

  /** A command on the node. */
  Command onNode(String... words) {
    return script("in").and(words);
  }

  /** A command in the hub's network. */
  Command atCentre(String... words) {
    return script("centre").and(words);
  }

  /** Puts an OCI layout into the node's containerd as {@code NAME:latest}. */
  void load(Path layout, String name) {
    script("import").and(layout.toString(), name).run().succeeded();
  }

  /** Makes an OCI layout of a program that waits, told apart by this label. */
  Path program(Path layout, String label) {
    script("layout").and(layout.toString(), label).run().succeeded();
    return layout;
  }

  /**
   * Has the node's containerd trust this host, as its people would by hand; containerd 2.x reads a
   * list of folders as the name of one.
   */
  void trust(String host, Path authority) throws IOException {
    String trust =
        """
        set -e; folder=$3/$1; mkdir -p "$folder"; printf '%s' "$2" >"$folder/ca.crt"
        printf 'server = "https://%s"\\n[host."https://%s"]\\n  ca = "%s/ca.crt"\\n' "$1" "$1" "$folder" >"$folder/hosts.toml"
        """;
    onNode("bash", "-c", trust, "trust", host, Files.readString(authority), hostFolder())
        .run()
        .succeeded();
  }

  /**
   * Has all programs of the node that start from now on trust what this authority signs, as a
   * public one is trusted: without an entry in host folders.
   */
  void trustPublicly(Path authority) {
    onNode("mount", "--bind", authority.toString(), "/etc/ssl/certs/ca-certificates.crt")
        .run()
        .succeeded();
  }

  /** Takes that back. */
  void distrust(String host) {
    onNode("rm", "-r", hostFolder() + "/" + host).run().succeeded();
  }

  private String hostFolder() {
    String first = "/etc/containerd/certs.d";
    return containerd.equals("1.6") ? first : first + ":/etc/docker/certs.d";
  }

  /** Makes a folder for a test's own files, which goes with the cluster, however that ends. */
  Path folder() {
    return Path.of(script("folder").run().succeeded().out().strip());
  }

  /** Makes its chart and images in this folder, and returns its version. */
  String makeCertManager(Path folder) {
    String script =
        Programs.outport().resolveSibling("e2e/cluster/cert-manager").normalize().toString();
    return Command.of(script, folder.toString()).within(CALL).run().succeeded().out().strip();
  }

  /** Installs cert-manager as its people would, its images on the node. */
  void installCertManager() {
    script("cert-manager", "install").run().succeeded();
  }

  /** Removes it, its resource types too. */
  void removeCertManager() {
    script("cert-manager", "remove").run().succeeded();
  }

  /** Has the node fall silent, or come back: {@code stop} or {@code start}. */
  void kubelet(String verb) {
    script("kubelet", verb).run().succeeded();
  }

  /** Restarts the node's containerd as its owner would; pods go on. */
  void restartContainerd() {
    script("containerd", "restart").run().succeeded();
  }

  void cutLink() {
    script("cut").run().succeeded();
  }

  /** Lets so much through the link to the node at most, such as {@code 4mbit}. */
  void slowLink(String rate) {
    script("slow", rate).run().succeeded();
  }

  void mendLink() {
    script("mend").run().succeeded();
  }

  /** Each file of containerd's configuration with its digest, each folder. */
  List<String> nodeFiles() {
    String look =
        "find /etc/containerd /var/lib/outport-trust -type d -print -o -type f -exec sha256sum {} +"
            + " 2>/dev/null | sort";
    return onNode("bash", "-c", look).run().out().lines().toList();
  }

  /** The script that makes clusters, whose first word says what to do with this one. */
  static Path script() {
    return Programs.outport().resolveSibling("e2e/cluster/site").normalize();
  }

  private Command script(String... words) {
    return Command.of(script().toString())
        .and(words)
        .with("OUTPORT_SITE", name)
        .with("OUTPORT_SITE_NUMBER", String.valueOf(number))
        .with("OUTPORT_CONTAINERD", containerd)
        .with("OUTPORT_HOST_FOLDERS", hostFolders)
        .within(CALL);
  }

  @Override
  public void close() {
    script("down").run();
  }
}
