package io.outport.bench;

import io.outport.testkit.process.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** W18: the certificate is replaced every second while clients read. */
record Rotation() implements Workload {
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final int TURNS = 4;
  private static final int KEPT_CONNECTIONS = 16;
  private static final String REPOSITORY = "app";
  private static final String TAG = "v1";
  private static final long LAYER_MIB = 100;

  /** So often that two looks fall between two replacements. */
  private static final String LOOKS = "--certificate-interval=0.2";

  /** What one kind of client did. */
  private record Tally(String label, long done, long failed, String remark) {}

  /** What clients and the writer share while it lasts. */
  private record Shift(AtomicBoolean over, Set<Certificate> shown, Duration time) {}

  @Override
  public String id() {
    return "W18";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    OutportHub hub = stage.outport(LOOKS);
    Content content = stage.content();
    Blob layer = content.blob(LAYER_MIB * Unit.MIB);
    hub.hold(REPOSITORY, TAG, content.image(content.config(2048), List.of(layer), "v1"));
    Duration time = effort.run().multipliedBy(TURNS);
    Shift shift = new Shift(new AtomicBoolean(), ConcurrentHashMap.newKeySet(), time);
    List<Tally> tallies = run(stage, hub, layer, shift);
    long wrong = tallies.stream().mapToLong(Tally::failed).sum();
    List<List<String>> rows =
        tallies.stream()
            .map(
                each ->
                    List.of(
                        each.label(),
                        Long.toString(each.done()),
                        Long.toString(each.failed()),
                        each.remark()))
            .toList();
    return new Section(
        id(),
        "The certificate replaced every second under load",
        notes(time),
        new Table(List.of("what", "done", "failed (must be 0)", "remark"), rows),
        wrong);
  }

  private static List<Tally> run(Stage stage, OutportHub hub, Blob layer, Shift shift)
      throws IOException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Tally> writer = threads.submit(() -> replace(stage.identity(), hub, shift));
      Future<Tally> fresh = threads.submit(() -> connect(stage.fresh(), hub, shift));
      Future<Tally> downloads = threads.submit(() -> download(stage.http(), hub, layer, shift));
      Tally kept;
      try {
        kept = keep(stage.wrk(), hub, shift.time());
      } finally {
        shift.over().set(true);
      }
      return List.of(kept, await(fresh), await(downloads), await(writer));
    }
  }

  private static Tally keep(Wrk wrk, OutportHub hub, Duration time) throws IOException {
    Request request = Request.manifest("GET", REPOSITORY, TAG);
    Load load =
        wrk.run(request, hub.uri(request.path()), hub.headers(request), KEPT_CONNECTIONS, time);
    String rate = Figures.of(load.requests() / load.seconds());
    return new Tally(
        "manifest reads, 16 kept connections",
        load.requests(),
        load.wrong(),
        "%s req/s, p99 %s ms".formatted(rate, Figures.of(load.p99Millis())));
  }

  private static Tally connect(FreshConnection connections, OutportHub hub, Shift shift)
      throws IOException {
    Request request = Request.manifest("GET", REPOSITORY, TAG);
    Map<String, String> headers = hub.headers(request);
    long done = 0;
    long failed = 0;
    while (!shift.over().get()) {
      done++;
      try {
        var answer = connections.get(hub.uri(request.path()), headers);
        shift.shown().add(answer.certificate());
        failed += answer.status() == 200 ? 0 : 1;
      } catch (IOException _) {
        failed++;
      }
    }
    return new Tally("manifest reads, a verified connection each", done, failed, "");
  }

  private static Tally download(Http http, OutportHub hub, Blob layer, Shift shift)
      throws IOException {
    Request request = Request.blob(REPOSITORY, layer.digest());
    long done = 0;
    long failed = 0;
    while (!shift.over().get()) {
      done++;
      try {
        var answer = http.hash("GET", hub.uri(request.path()), hub.headers(request));
        failed += answer.status() == 200 && answer.digest().equals(layer.digest()) ? 0 : 1;
      } catch (IOException _) {
        failed++;
      }
    }
    return new Tally("downloads of 100 MiB, hashed", done, failed, "");
  }

  private static Tally replace(Identity identity, OutportHub hub, Shift shift) {
    Path tls = hub.fleet().hub().data().resolve("tls");
    Set<Certificate> written = new HashSet<>();
    while (!shift.over().get()) {
      try {
        written.add(identity.replace(tls.resolve("tls.crt"), tls.resolve("tls.key")).certificate());
      } catch (IOException e) {
        throw new UncheckedIOException("could not replace the certificate", e);
      }
      ServerProcess.pause(PERIOD);
    }
    long served = written.stream().filter(shift.shown()::contains).count();
    String remark = "%d of them were seen by clients".formatted(served);
    return new Tally("certificates written", written.size(), served == 0 ? 1 : 0, remark);
  }

  private static Tally await(Future<Tally> tally) throws IOException {
    try {
      return tally.get();
    } catch (ExecutionException e) {
      throw new IOException("a client ended before its time", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private static List<String> notes(Duration time) {
    return List.of(
        "%d s; all clients at the same time; Outport alone (distribution must be restarted for a new"
                .formatted(time.toSeconds())
            + " certificate). The hub looks every 0.2 s instead of every 5 s.");
  }
}
