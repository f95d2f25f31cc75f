package io.outport.bench;

import io.outport.oci.model.Digest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** W2 and W3: what a pull begins with, over TLS and with a bearer token. */
record SmallReads(String id, String title, Kind kind) implements Workload {
  private static final List<Integer> CONNECTIONS = List.of(1, 16, 64);
  private static final int CONFIG_BYTES = 2048;
  private static final int LAYER_BYTES = 4096;
  private static final String REPOSITORY = "app";
  private static final String TAG = "v1";
  private static final int DECIDING = 16;
  private static final double PEER_FACTOR = 10;
  private static final double LIMIT_SHARE = 0.8;

  /** What is read. */
  enum Kind {
    MANIFEST,
    CONFIG
  }

  /** Which methods, by which clients. */
  private record Clients(LoadClient get, LoadClient head) {}

  static SmallReads manifests() {
    return new SmallReads("W2", "Manifests over TLS with a bearer token", Kind.MANIFEST);
  }

  static SmallReads configs() {
    return new SmallReads("W3", "Small blobs (a 2 KiB config) over TLS", Kind.CONFIG);
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    Content content = stage.content();
    Blob config = content.config(CONFIG_BYTES);
    Image image = content.image(config, List.of(content.blob(LAYER_BYTES)), "v1");
    List<Contender> contenders =
        List.of(stage.outport(), stage.distribution(Transport.TLS), stage.nginx(Transport.TLS));
    for (Contender contender : contenders) {
      contender.hold(REPOSITORY, TAG, image);
    }
    LoadComparison comparison =
        new LoadComparison(stage.http(), effort, Unit.REQUESTS, SmallReads::reached);
    Clients clients = new Clients(stage.wrk(), new Bombardier());
    comparison.measure(contenders, cases(image, config, clients));
    return new Section(id, title, notes(), comparison.table(), comparison.wrong());
  }

  private List<Case> cases(Image image, Blob config, Clients clients) {
    Request blob = Request.blob(REPOSITORY, config.digest());
    String digest = image.digest().toString();
    return switch (kind) {
      case CONFIG -> atEach("GET", blob, config.digest(), clients.get());
      case MANIFEST -> {
        List<Case> all = new ArrayList<>();
        Request byTag = Request.manifest("GET", REPOSITORY, TAG);
        Request byDigest = Request.manifest("GET", REPOSITORY, digest);
        Request head = Request.manifest("HEAD", REPOSITORY, TAG);
        all.addAll(atEach("GET tag", byTag, image.digest(), clients.get()));
        all.addAll(atEach("GET digest", byDigest, image.digest(), clients.get()));
        all.addAll(atEach("HEAD tag", head, Digest.ofBytes(new byte[0]), clients.head()));
        yield all;
      }
    };
  }

  private static List<Case> atEach(String label, Request request, Digest body, LoadClient client) {
    return CONNECTIONS.stream()
        .map(count -> new Case(label + ", c=" + count, request, 200, body, count, client))
        .toList();
  }

  private static String reached(Case each, Standings standings) {
    Sample ours = standings.of(OutportHub.NAME);
    Sample peer = standings.of(Distribution.NAME);
    Sample limit = standings.of(NginxStatic.NAME);
    String share = Figures.reached("≥ 0.8 × nginx", ours.rate() >= LIMIT_SHARE * limit.rate());
    String tail = Figures.reached("p99 < distribution's", ours.p99Millis() < peer.p99Millis());
    String factor =
        each.connections() == DECIDING
            ? Figures.reached("≥ 10 × distribution", ours.rate() >= PEER_FACTOR * peer.rate())
                + "; "
            : "";
    return factor + share + "; " + tail;
  }

  private static List<String> notes() {
    return List.of(
        "Requests to Outport carry a bearer token, which it checks; the others check nothing.",
        """
        GET by wrk, HEAD by bombardier (wrk cannot); both on one core, which they may use up: where \
        *client's core* is near 100 %, the client was the limit.\
        """);
  }
}
