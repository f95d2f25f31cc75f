package io.outport.agent.link;

import io.outport.hubapi.agent.AgentException;
import io.outport.hubapi.model.ClusterId;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The folder with the files {@code hub}, {@code clusterId}, {@code secret} and, where the hub's CA
 * is not known to all, {@code ca.crt}. Read anew each time, since a new enrolment changes it.
 */
public final class EnrolmentFolder {
  private static final int MAX_FILE_BYTES = 256 * 1024;

  private final Path folder;

  /** Reads this folder, which may come later. */
  public EnrolmentFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * What is in it now.
   *
   * @throws AgentException {@code PROTOCOL} when a file is missing or says nothing that can be used
   */
  Enrolment read() {
    String cluster = text("clusterId");
    if (ClusterId.find(cluster).isEmpty()) {
      throw unusable("clusterId is no resource id of a cluster", null);
    }
    return new Enrolment(hub(text("hub")), cluster, text("secret"), find("ca.crt"));
  }

  private URI hub(String text) {
    try {
      URI hub = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
      boolean web = "https".equals(hub.getScheme()) || "http".equals(hub.getScheme());
      if (!web || hub.getHost() == null) {
        throw unusable("hub is no address such as https://hub.example.org:8443", null);
      }
      return hub;
    } catch (URISyntaxException e) {
      throw unusable("hub is no address such as https://hub.example.org:8443", e);
    }
  }

  private String text(String name) {
    String text = find(name);
    if (text.isEmpty()) {
      throw unusable("there is no %s in it".formatted(name), null);
    }
    return text;
  }

  private String find(String name) {
    Path file = folder.resolve(name);
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw unusable("%s is too large".formatted(name), null);
      }
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException ignored) {
      // The caller knows which it can do without.
      return "";
    } catch (IOException e) {
      throw unusable("%s cannot be read".formatted(name), e);
    }
  }

  private AgentException unusable(String why, @Nullable Throwable cause) {
    return new AgentException(
        AgentException.Kind.PROTOCOL,
        "%s cannot be used: %s; make it anew with 'outport cluster connect'".formatted(folder, why),
        cause);
  }
}
