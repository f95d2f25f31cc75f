package io.outport.bench;

import io.outport.oci.model.MediaType;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Clients that push small images and remember what was acknowledged. */
final class PushStorm {
  private static final String REPOSITORY = "storm/app";
  private static final int CLIENTS = 4;
  private static final int CONFIGS = 8;
  private static final int LAYERS = 300;
  private static final int SMALLEST = 2_000;
  private static final int SPREAD = 60_000;

  /** One blob in so many is pushed for no image, so that there is garbage. */
  private static final int IDLE_SHARE = 4;

  private final Content content;
  private final Http http;
  private final List<Blob> configs = new ArrayList<>();
  private final List<Blob> layers = new ArrayList<>();
  private final Queue<Image> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong number = new AtomicLong();

  private PushStorm(Content content, Http http) {
    this.content = content;
    this.http = http;
  }

  static PushStorm of(Stage stage, Random random) throws IOException {
    PushStorm storm = new PushStorm(stage.content(), stage.http());
    for (int i = 0; i < CONFIGS; i++) {
      storm.configs.add(storm.content.blob(SMALLEST + random.nextInt(SMALLEST)));
    }
    for (int i = 0; i < LAYERS; i++) {
      storm.layers.add(storm.content.blob(SMALLEST + random.nextInt(SPREAD)));
    }
    return storm;
  }

  /** What a token must allow. */
  static String scope() {
    return Pusher.scope(REPOSITORY);
  }

  List<Image> acknowledged() {
    return List.copyOf(acknowledged);
  }

  long refused() {
    return refused.get();
  }

  /** Pushes until it is over, or until the server is gone, which ends it without a failure. */
  void push(URI base, Map<String, String> headers, Random random, BooleanSupplier over) {
    Pusher pusher = new Pusher(http, base, headers);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CLIENTS; i++) {
        Random own = new Random(random.nextLong());
        threads.execute(() -> pushAll(pusher, own, over));
      }
    }
  }

  private void pushAll(Pusher pusher, Random random, BooleanSupplier over) {
    try {
      while (!over.getAsBoolean()) {
        pushOne(pusher, random);
      }
    } catch (IOException gone) {
      // The server was killed under our hands.
    }
  }

  private void pushOne(Pusher pusher, Random random) throws IOException {
    Image image =
        content.image(
            configs.get(random.nextInt(CONFIGS)),
            List.of(layer(random), layer(random)),
            "w" + number.incrementAndGet());
    try {
      if (random.nextInt(IDLE_SHARE) == 0) {
        Blob idle = layer(random);
        pusher.blob(REPOSITORY, idle.digest(), Pusher.file(idle));
      }
      pusher.image(REPOSITORY, "v" + random.nextInt(CLIENTS), image);
      acknowledged.add(image);
    } catch (WrongAnswerException answer) {
      refused.incrementAndGet();
    }
  }

  private Blob layer(Random random) {
    return layers.get(random.nextInt(LAYERS));
  }

  /** How many of these images cannot be pulled whole. */
  long lost(URI base, Map<String, String> headers, List<Image> images) throws IOException {
    AtomicLong lost = new AtomicLong();
    Readers readers = new Readers(http, base, headers, REPOSITORY, List.of());
    // Distribution has no OCI manifest for clients that do not ask for one.
    Map<String, String> asking = new LinkedHashMap<>(headers);
    asking.put("Accept", MediaType.OCI_MANIFEST);
    Crowd.run(
        images.size(),
        each -> {
          Image image = images.get(each);
          URI uri = base.resolve("/v2/%s/manifests/%s".formatted(REPOSITORY, image.digest()));
          Http.Hashed manifest = http.hash("GET", uri, asking);
          boolean whole =
              manifest.status() == 200
                  && manifest.digest().equals(image.digest())
                  && image.blobs().stream().allMatch(readers::isRight);
          lost.addAndGet(whole ? 0 : 1);
        });
    return lost.get();
  }
}
