package io.outport.bench;

import io.outport.testkit.FreePorts;
import io.outport.testkit.process.Command;
import io.outport.testkit.process.Folders;
import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** nginx with the same paths as files: no registry, but near what the machine can do. */
record NginxStatic(Path folder, URI base, ServerProcess process) implements Contender {
  static final String NAME = "nginx";

  /** Where Debian has it; a plain user's path often lacks it. */
  private static final String PROGRAM =
      Files.isExecutable(Path.of("/usr/sbin/nginx")) ? "/usr/sbin/nginx" : "nginx";

  /** Starts a new one in this folder. */
  static NginxStatic start(Path folder, Transport transport, Identity identity) throws IOException {
    int port = FreePorts.pick();
    Files.createDirectories(folder.resolve("www"));
    String tls =
        transport == Transport.PLAIN
            ? ""
            : "ssl_certificate %s; ssl_certificate_key %s;"
                .formatted(identity.certificate(), identity.key());
    String listen = port + (transport == Transport.TLS ? " ssl" : "");
    Path file = Files.writeString(folder.resolve("nginx.conf"), config(folder, listen, tls));
    Command serve =
        Command.of(PROGRAM, "-c", file.toString(), "-e", folder.resolve("errors").toString());
    ServerProcess process = ServerProcess.start(serve, folder.resolve("log"), port);
    URI base = URI.create("%s://127.0.0.1:%d".formatted(transport.scheme(), port));
    return new NginxStatic(folder, base, process);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return Command.of(PROGRAM, "-v").run().succeeded().err().strip();
  }

  @Override
  public String settings() {
    return "static files, one worker, sendfile, open_file_cache, no access log, no authentication";
  }

  @Override
  public Optional<String> token(String scope) {
    return Optional.empty();
  }

  @Override
  public void hold(String repository, String tag, Image image) throws IOException {
    Path root = folder.resolve("www/v2").resolve(repository);
    Path manifests = Files.createDirectories(root.resolve("manifests"));
    Path blobs = Files.createDirectories(root.resolve("blobs"));
    Files.write(manifests.resolve(tag), image.manifest());
    Files.write(manifests.resolve(image.digest().toString()), image.manifest());
    for (Blob blob : image.blobs()) {
      Path link = blobs.resolve(blob.digest().toString());
      if (!Files.exists(link)) {
        Files.createLink(link, blob.file());
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (process.isAlive()) {
      // Asked, its master ends the worker and waits for it; killed, it would leave it behind.
      process.stop();
    }
    Folders.delete(folder);
  }

  /** Our folder is its user's alone, so a root's worker must stay root to read it. */
  private static String config(Path folder, String listen, String tls) {
    String user = "root".equals(System.getProperty("user.name")) ? "user root;" : "";
    return """
    %s
    daemon off;
    worker_processes 1;
    pid %2$s/nginx.pid;
    error_log %2$s/errors;
    events { worker_connections 1024; }
    http {
      access_log off;
      sendfile on;
      tcp_nopush on;
      keepalive_requests 1000000000;
      open_file_cache max=1000 inactive=1h;
      open_file_cache_valid 1h;
      default_type application/vnd.oci.image.manifest.v1+json;
      client_body_temp_path %2$s/body;
      proxy_temp_path %2$s/proxy;
      fastcgi_temp_path %2$s/fastcgi;
      uwsgi_temp_path %2$s/uwsgi;
      scgi_temp_path %2$s/scgi;
      server {
        listen 127.0.0.1:%3$s;
        ssl_protocols TLSv1.2 TLSv1.3;
        %4$s
        root %2$s/www;
      }
    }
    """
        .formatted(user, folder, listen, tls);
  }
}
