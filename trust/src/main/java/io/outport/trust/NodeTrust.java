package io.outport.trust;

import io.outport.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** One node's trust: written, proven, taken back. Each method can be called again after a crash. */
public final class NodeTrust {
  /** What is ours on a node beside the files that containerd reads. */
  static final String FOLDER = "/var/lib/outport-trust";

  static final String RECORD = FOLDER + "/undo.json";
  static final String STATUS = FOLDER + "/status.json";

  private final TrustSettings settings;
  private final HostFiles files;
  private final OwnedFiles owned;

  private NodeTrust(TrustSettings settings, HostFiles files, OwnedFiles owned) {
    this.settings = settings;
    this.files = files;
    this.owned = owned;
  }

  /** The trust of the node whose root the settings name. */
  public static NodeTrust of(TrustSettings settings) {
    return of(settings, new DiskHostFiles());
  }

  static NodeTrust of(TrustSettings settings, HostFiles files) {
    return new NodeTrust(settings, files, new OwnedFiles(settings.root(), files, RECORD));
  }

  /** Brings the node to what the settings say, and asks its containerd for a proof. */
  public TrustStatus apply() throws IOException {
    try {
      return save(reached());
    } catch (TrustProblemOnNode e) {
      return save(e.status());
    }
  }

  private TrustStatus reached() throws IOException {
    try {
      NodeRuntime runtime = NodeRuntime.of(settings, files);
      if (runtime.isUnknown()) {
        return waiting(runtime, writeEntries(ourFolders()));
      }
      Set<String> folders = new LinkedHashSet<>(runtime.hostFolders());
      if (folders.isEmpty()) {
        folders.add(tellContainerd(runtime));
      }
      folders.addAll(ourFolders());
      return judge(runtime, writeEntries(folders), isTold(runtime));
    } catch (FileSystemException e) {
      throw NodeSystem.of(settings.root(), files).unwritable(settings.root(), e);
    }
  }

  private static TrustStatus waiting(NodeRuntime runtime, List<String> written) {
    return new TrustStatus(
        TrustStatus.State.WAITING,
        runtime.toString(),
        written,
        "containerd does not answer yet at %s; the node is taken up by itself when it does"
            .formatted(runtime.layout().socket()));
  }

  /**
   * Where entries of ours stand: a containerd that was not started anew since reads them there,
   * whatever its configuration says by now.
   */
  private Set<String> ourFolders() throws IOException {
    List<String> ends =
        settings.addresses().stream()
            .flatMap(address -> address.names().stream())
            .map(name -> "/" + name + "/" + HostEntry.FILE)
            .toList();
    Set<String> folders = new TreeSet<>();
    for (String path : owned.undo().files().keySet()) {
      Optional<String> end = ends.stream().filter(path::endsWith).findFirst();
      if (end.isPresent() && owned.ours(path).isPresent()) {
        folders.add(path.substring(0, path.length() - end.get().length()));
      }
    }
    return folders;
  }

  /** Names our folder in the configuration of a containerd that looks in none. */
  private String tellContainerd(NodeRuntime runtime) throws IOException {
    runtime.checkThatItCanBeTold();
    NodeLayout layout = runtime.layout();
    String folder = layout.hostFolders().getFirst();
    owned.put(
        layout.config(),
        runtime.config().withHostFolder(folder).text().getBytes(StandardCharsets.UTF_8));
    return folder;
  }

  /** Whether the configuration names host folders because we wrote so. */
  private boolean isTold(NodeRuntime runtime) throws IOException {
    return owned.undo().files().containsKey(runtime.layout().config());
  }

  private List<String> writeEntries(Set<String> folders) throws IOException {
    List<String> written = new ArrayList<>();
    for (RegistryAddress address : settings.addresses()) {
      for (String name : address.names()) {
        for (String folder : folders) {
          written.addAll(writeEntry(address, folder + "/" + name + "/"));
        }
      }
    }
    return written;
  }

  private List<String> writeEntry(RegistryAddress address, String place) throws IOException {
    List<String> written = new ArrayList<>();
    if (!address.plain()) {
      writeAuthorities(address, place + HostEntry.CA_FILE);
      written.add(place + HostEntry.CA_FILE);
    }
    owned.put(place + HostEntry.FILE, HostEntry.of(address));
    written.add(place + HostEntry.FILE);
    return written;
  }

  private void writeAuthorities(RegistryAddress address, String path) throws IOException {
    List<X509Certificate> current = new Authorities(settings.caFiles()).current();
    Optional<byte[]> onNode = owned.ours(path);
    List<X509Certificate> wanted =
        onNode.isPresent() ? Authorities.overlap(current, onNode.get()) : current;
    if (wanted.size() > current.size()
        && new Handshake(settings.patience()).problem(address, current).isEmpty()) {
      wanted = current;
    }
    owned.put(path, Authorities.pem(wanted));
  }

  private TrustStatus judge(NodeRuntime runtime, List<String> written, boolean told)
      throws IOException {
    Path socket = settings.root().locate(runtime.layout().socket());
    PullProof.Outcome outcome =
        new PullProof(socket, settings.patience())
            .pull(settings.addresses().getFirst(), settings.proofImage());
    String name = runtime.toString();
    return switch (outcome.verdict()) {
      case TRUSTS -> new TrustStatus(TrustStatus.State.TRUSTED, name, written, outcome.words());
      case CANNOT_TELL ->
          new TrustStatus(TrustStatus.State.WRITTEN, name, written, outcome.words());
      case DISTRUSTS -> distrust(runtime, written, told, outcome.words());
    };
  }

  /** A restart is asked for only where the registry's certificate is good. */
  private TrustStatus distrust(
      NodeRuntime runtime, List<String> written, boolean told, String words) throws IOException {
    Optional<String> problem = certificateProblem();
    if (told && problem.isEmpty()) {
      return new TrustStatus(
          TrustStatus.State.RESTART_NEEDED,
          runtime.toString(),
          written,
          "containerd reads %s only at its start: restart it on this node ('systemctl restart containerd'; pods go on)"
              .formatted(runtime.layout().config()));
    }
    return new TrustStatus(
        TrustStatus.State.FAILED, runtime.toString(), written, problem.orElse(words));
  }

  /** Our own handshake tells more than containerd's words where the certificate is to blame. */
  private Optional<String> certificateProblem() throws IOException {
    RegistryAddress address = settings.addresses().getFirst();
    return address.plain()
        ? Optional.empty()
        : new Handshake(settings.patience())
            .problem(address, new Authorities(settings.caFiles()).current());
  }

  /** Puts the node back as it was found, and leaves nothing of ours. */
  public TrustStatus remove() throws IOException {
    List<String> left = owned.takeBackAll();
    files.delete(settings.root().locate(STATUS));
    return left.isEmpty()
        ? asFound()
        : new TrustStatus(
            TrustStatus.State.REMOVED,
            "",
            left,
            "somebody has changed these files since, so they were left: remove what you do not"
                + " need");
  }

  /** The end of a removal. */
  static TrustStatus asFound() {
    return new TrustStatus(TrustStatus.State.REMOVED, "", List.of(), "the node is as it was found");
  }

  /** What was last said of this node; empty where it was never touched. */
  public Optional<String> lastStatus() throws IOException {
    return files.read(settings.root().locate(STATUS)).map(Pem::text);
  }

  private TrustStatus save(TrustStatus status) throws IOException {
    Path file = settings.root().locate(STATUS);
    Path folder = settings.root().locate(FOLDER);
    if (!Files.isDirectory(folder)) {
      files.createFolder(folder);
    }
    byte[] json = (status.toJson() + "\n").getBytes(StandardCharsets.UTF_8);
    files.write(file, json, FileMode.READABLE);
    return status;
  }
}
