package io.outport.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * W15: pushes until the disk is as full as it may be. What is there must still be pulled, people
 * must still sign in, space must stay free, and pushes must go on by themselves when space returns.
 */
record FullDisk() implements Workload {
  private static final String REPOSITORY = "app";
  private static final String TAG = "v1";
  private static final long MIB = 1L << 20;
  private static final long VOLUME = 256 * MIB;
  private static final long BALLAST = 64 * MIB;
  private static final long FLOOR = 32 * MIB;
  private static final long BLOB = 8 * MIB;
  private static final int MOST_PUSHES = 64;

  @Override
  public String id() {
    return "W15";
  }

  @Override
  public Section run(Stage stage, Effort effort) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    Content content = stage.content();
    Image image = content.image(content.config(2048), List.of(content.blob(BLOB)), "");
    long wrong;
    try (Volume volume = Volume.mount(stage.folder().resolve("volume-ours"), VOLUME, BALLAST);
        OutportHub hub =
            OutportHub.start(
                volume.folder(),
                stage.identity(),
                stage.http(),
                "--free-space-floor",
                FLOOR / MIB + "MiB")) {
      Outcome ours = suffer(stage, content, hub, volume, image);
      rows.add(ours.row(hub.name()));
      wrong = ours.failures(FLOOR);
    }
    try (Volume volume = Volume.mount(stage.folder().resolve("volume-peer"), VOLUME, BALLAST);
        Distribution peer =
            Distribution.start(
                volume.folder().resolve("peer"), Transport.TLS, stage.identity(), stage.http())) {
      rows.add(suffer(stage, content, peer, volume, image).row(peer.name()));
    }
    List<String> header =
        List.of(
            "server",
            "pushes before",
            "refused with",
            "least free MiB",
            "pull",
            "sign-in",
            "push after space returned");
    return new Section(
        id(),
        "A full disk",
        List.of(
            "A volume of %d MiB, pushed full in blobs of %d MiB; then %d MiB are freed. Ours keeps %d MiB free."
                .formatted(VOLUME / MIB, BLOB / MIB, BALLAST / MIB, FLOOR / MIB)),
        new Table(header, rows),
        wrong);
  }

  /** How one server took it. */
  private record Outcome(
      int pushes, String refusal, long leastFree, boolean pulls, boolean signsIn, boolean goesOn) {
    List<String> row(String name) {
      return List.of(
          name,
          Integer.toString(pushes),
          refusal,
          Figures.of(leastFree / (double) MIB),
          pulls ? "works" : "FAILS",
          signsIn ? "works" : "FAILS",
          goesOn ? "works" : "FAILS");
    }

    long failures(long floor) {
      return Stream.of(leastFree >= floor, pulls, signsIn, goesOn).filter(held -> !held).count();
    }
  }

  private static Outcome suffer(
      Stage stage, Content content, Contender contender, Volume volume, Image image)
      throws IOException {
    contender.hold(REPOSITORY, TAG, image);
    Pusher pusher =
        new Pusher(
            stage.http(), contender.base(), contender.authorization(Pusher.scope(REPOSITORY)));
    int pushes = 0;
    String refusal = "";
    while (refusal.isEmpty() && pushes < MOST_PUSHES) {
      refusal = push(content, pusher);
      pushes += refusal.isEmpty() ? 1 : 0;
    }
    boolean signsIn = signsIn(contender);
    boolean pulls = pulls(stage, contender, image);
    volume.dropBallast();
    boolean goesOn = push(content, pusher).isEmpty();
    return new Outcome(pushes, refusal, volume.leastFree(), pulls, signsIn, goesOn);
  }

  /** Pushes something new; answers how it was refused, or nothing. */
  private static String push(Content content, Pusher pusher) throws IOException {
    Blob blob = content.blob(BLOB);
    try {
      pusher.blob(REPOSITORY, blob.digest(), BodyPublishers.ofFile(blob.file()));
      return "";
    } catch (WrongAnswerException refused) {
      return String.valueOf(refused.getMessage()).replaceAll("(?s).*answered (\\d+).*", "$1");
    } catch (IOException broken) {
      return "broken connection";
    }
  }

  private static boolean pulls(Stage stage, Contender contender, Image image) throws IOException {
    Map<String, String> headers = contender.authorization(Request.pull(REPOSITORY));
    URI uri = contender.base();
    return new Readers(stage.http(), uri, headers, REPOSITORY, image.blobs())
        .isRight(image.blobs().getFirst());
  }

  private static boolean signsIn(Contender contender) {
    try {
      var _ = contender.token(Request.pull(REPOSITORY));
      return true;
    } catch (IOException | WrongAnswerException refused) {
      return false;
    }
  }
}
