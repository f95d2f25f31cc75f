package io.outport.bench;

import io.outport.oci.model.Digest;
import io.outport.pki.TrustBundle;
import io.outport.testkit.process.Fleet;
import io.outport.testkit.process.Fleet.Login;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * W13: one blob in a hundred is flipped, one cut and one removed at rest, under load. A body that
 * arrives whole must be right; one scrub must find all; a push, or the parent, must heal all.
 */
record Damage(long seed) implements Workload {
  private static final String REPOSITORY = "app";
  private static final String TAG = "v1";
  private static final int MANY = 200;
  private static final int FEW = 60;
  private static final int SMALLEST = 100_000;
  private static final int SPREAD = 300_000;
  private static final Duration HEALING = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(200);

  @Override
  public String id() {
    return "W13";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    Random random = new Random(seed);
    Image image = image(stage.content(), effort.rounds() > 1 ? MANY : FEW, random);
    List<Outcome> outcomes = new ArrayList<>();
    OutportHub hub = stage.outport();
    hub.hold(REPOSITORY, TAG, image);
    try (Site site = Site.start(hub)) {
      outcomes.add(site.suffer(image, random, effort));
    }
    outcomes.add(sufferHub(stage, hub, image, random, effort));
    Distribution peer = stage.distribution(Transport.TLS);
    peer.hold(REPOSITORY, TAG, image);
    outcomes.add(sufferPeer(stage, peer, image, random, effort));
    return section(image, outcomes);
  }

  private static Image image(Content content, int count, Random random) throws IOException {
    List<Blob> layers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      layers.add(content.blob(SMALLEST + random.nextInt(SPREAD)));
    }
    return content.image(content.config(2048), layers, "w13");
  }

  /** What came of it. */
  private record Outcome(
      String server, Harm harm, Readers.Counts counts, String found, long healed) {}

  private static Outcome sufferHub(
      Stage stage, OutportHub hub, Image image, Random random, Effort effort) throws IOException {
    Store store = new Store(hub.fleet().hub().data().resolve("blobs"));
    Map<String, String> headers = hub.authorization(Pusher.scope(REPOSITORY));
    Readers readers = new Readers(stage.http(), hub.base(), headers, REPOSITORY, image.blobs());
    Harm harm = harm(store, image, random);
    Readers.Counts counts = readers.readFor(effort.run());
    String report =
        hub.fleet().outport("hub", "scrub", "-r", "myhub", "-o", "json").run().succeeded().out();
    // What a reader had met before is out of sight already; the rest is in the report.
    long found =
        harm.all().stream()
            .filter(blob -> report.contains(blob.digest().toString()) || readers.isAbsent(blob))
            .count();
    Pusher pusher = new Pusher(stage.http(), hub.base(), headers);
    return new Outcome(
        hub.name() + ": hub", harm, counts, Long.toString(found), repush(pusher, readers, harm));
  }

  private static Outcome sufferPeer(
      Stage stage, Distribution peer, Image image, Random random, Effort effort)
      throws IOException {
    Store store = new Store(peer.folder().resolve("store"));
    Readers readers = new Readers(stage.http(), peer.base(), Map.of(), REPOSITORY, image.blobs());
    Harm harm = harm(store, image, random);
    Readers.Counts counts = readers.readFor(effort.run());
    Pusher pusher = new Pusher(stage.http(), peer.base(), Map.of());
    return new Outcome(peer.name(), harm, counts, "no scrub", repush(pusher, readers, harm));
  }

  private static long repush(Pusher pusher, Readers readers, Harm harm) throws IOException {
    long healed = 0;
    for (Blob blob : harm.all()) {
      pusher.blob(REPOSITORY, blob.digest(), Pusher.file(blob));
      healed += readers.isRight(blob) ? 1 : 0;
    }
    return healed;
  }

  /** What was done to which blobs. */
  private record Harm(List<Blob> flipped, List<Blob> cut, List<Blob> removed) {
    List<Blob> all() {
      List<Blob> all = new ArrayList<>(flipped);
      all.addAll(cut);
      all.addAll(removed);
      return all;
    }
  }

  private static Harm harm(Store store, Image image, Random random) throws IOException {
    List<Blob> left = new ArrayList<>(image.blobs());
    int each = Math.max(2, left.size() / 100);
    List<List<Blob>> kinds = new ArrayList<>();
    for (int kind = 0; kind < 3; kind++) {
      List<Blob> chosen = new ArrayList<>();
      for (int i = 0; i < each; i++) {
        chosen.add(left.remove(random.nextInt(left.size())));
      }
      kinds.add(chosen);
    }
    Harm harm = new Harm(kinds.get(0), kinds.get(1), kinds.get(2));
    for (Blob blob : harm.flipped) {
      store.flip(blob.digest(), (long) (random.nextDouble() * blob.size()));
    }
    for (Blob blob : harm.cut) {
      store.cut(blob.digest(), (long) (random.nextDouble() * blob.size()));
    }
    for (Blob blob : harm.removed) {
      store.remove(blob.digest());
    }
    return harm;
  }

  private Section section(Image image, List<Outcome> outcomes) {
    List<List<String>> rows = new ArrayList<>();
    long wrong = 0;
    for (Outcome outcome : outcomes) {
      Readers.Counts counts = outcome.counts;
      long harmed = outcome.harm.all().size();
      rows.add(
          List.of(
              outcome.server,
              Long.toString(harmed),
              Long.toString(counts.right()),
              Long.toString(counts.wrong()),
              Long.toString(counts.broken()),
              outcome.found,
              "%d of %d".formatted(outcome.healed, harmed)));
      if (outcome.server.startsWith(OutportHub.NAME)) {
        wrong += counts.wrong() + harmed - outcome.healed;
      }
    }
    List<String> header =
        List.of(
            "server",
            "blobs harmed",
            "right",
            "WRONG to completion",
            "broken off",
            "found",
            "healed");
    return new Section(
        id(),
        "Damage at rest under load (seed %d)".formatted(seed),
        List.of(
            "%d blobs; of each hundred one flipped by a bit, one cut, one removed. *Found* is by one"
                    .formatted(image.blobs().size())
                + " scrub after the load; *healed* by a push at the hub and at distribution, by the"
                + " parent alone at the site."),
        new Table(header, rows),
        wrong);
  }

  /** A site of the hub, with its own certificate authority. */
  private record Site(Fleet.Registry registry, Http http, Map<String, String> headers)
      implements AutoCloseable {

    static Site start(OutportHub hub) throws IOException {
      Fleet fleet = hub.fleet();
      Login login = hub.puller();
      Fleet.Registry registry =
          fleet.startSite("shop1", fleet.site("shop1", REPOSITORY, login.user()));
      Http http = Http.trusting(TrustBundle.ofPem(Files.readString(registry.ca())).clientContext());
      String pair =
          Base64.getEncoder().encodeToString(login.pair().getBytes(StandardCharsets.UTF_8));
      return new Site(registry, http, Map.of("Authorization", "Basic " + pair));
    }

    Outcome suffer(Image image, Random random, Effort effort) throws IOException {
      Readers readers =
          new Readers(
              http, URI.create("https://" + registry.host()), headers, REPOSITORY, image.blobs());
      Patience.until(HEALING, POLL, () -> image.blobs().stream().allMatch(readers::isRight));
      Harm harm = harm(new Store(registry.data().resolve("blobs")), image, random);
      Readers.Counts counts = readers.readFor(effort.run());
      Patience.until(HEALING, POLL, () -> harm.all().stream().allMatch(readers::isRight));
      long healed = harm.all().stream().filter(readers::isRight).count();
      return new Outcome(OutportHub.NAME + ": site", harm, counts, Long.toString(healed), healed);
    }

    @Override
    public void close() {
      http.close();
    }
  }

  /** The files of a store, found by the digests in their names. */
  private record Store(Path folder) {
    void flip(Digest digest, long position) throws IOException {
      try (var access = new RandomAccessFile(find(digest).toFile(), "rw")) {
        access.seek(position);
        int old = access.read();
        access.seek(position);
        access.write(old ^ 1);
      }
    }

    void cut(Digest digest, long length) throws IOException {
      try (var access = new RandomAccessFile(find(digest).toFile(), "rw")) {
        access.setLength(length);
      }
    }

    void remove(Digest digest) throws IOException {
      Files.delete(find(digest));
    }

    /** Ours are named by their digest, distribution's lie as {@code data} in such a folder. */
    private Path find(Digest digest) throws IOException {
      try (var files = Files.walk(folder)) {
        return files
            .filter(Files::isRegularFile)
            .filter(
                file -> file.endsWith(digest.hex()) || file.endsWith(Path.of(digest.hex(), "data")))
            .findFirst()
            .orElseThrow(() -> new IOException("no file of " + digest + " in " + folder));
      }
    }
  }
}
