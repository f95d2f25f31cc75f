package io.outport.bench;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.util.List;

/** Fills registries with many small manifests that share one config. */
record Filling(Http http, Content content, Blob config) {

  static Filling of(Stage stage) throws IOException {
    Content content = stage.content();
    return new Filling(stage.http(), content, content.config(256));
  }

  /** Manifests {@code t00000} and up, each different from all others. */
  void manifests(Contender contender, String repository, int count) throws IOException {
    Pusher pusher = pusher(contender, repository);
    pusher.blob(
        repository, config.digest(), BodyPublishers.ofByteArray(Files.readAllBytes(config.file())));
    Crowd.run(count, number -> pusher.manifest(repository, tag(number), image(repository, number)));
  }

  /** Repositories {@code many/r0000} and up, each with so many tags. */
  void repositories(Contender contender, int count, int tags, String from) throws IOException {
    Crowd.run(
        count,
        number -> {
          String repository = "many/r%04d".formatted(number);
          String scope = Pusher.scope(repository) + " " + Request.pull(from);
          Pusher pusher = new Pusher(http, contender.base(), contender.authorization(scope));
          pusher.mount(repository, config.digest(), from);
          for (int tag = 0; tag < tags; tag++) {
            pusher.manifest(repository, tag(tag), image(repository, tag));
          }
        });
  }

  /** Artifacts that refer to the image. */
  void referrers(Contender contender, String repository, Image subject, int count)
      throws IOException {
    Pusher pusher = pusher(contender, repository);
    Crowd.run(
        count,
        number -> {
          Image artifact = content.artifact(config, subject, "about it, number " + number);
          pusher.manifest(repository, artifact.digest().toString(), artifact);
        });
  }

  Image image(String repository, int number) {
    return content.image(config, List.of(), repository + " number " + number);
  }

  static String tag(int number) {
    return "t%05d".formatted(number);
  }

  private Pusher pusher(Contender contender, String repository) throws IOException {
    return new Pusher(http, contender.base(), contender.authorization(Pusher.scope(repository)));
  }
}
