package io.outport.dist;

import io.outport.hub.BlobPlace;
import io.outport.hubapi.model.Refusal;
import io.outport.registry.store.s3.S3Location;
import io.outport.registry.store.s3.S3Settings;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where the hub keeps its blobs. */
final class BlobOptions {
  private static final String NOT_GIVEN = "";
  private static final String STREAMED = "streamed";
  private static final String REDIRECTED = "redirected";

  @Option(
      names = {"--blobs"},
      paramLabel = "s3://BUCKET[/PREFIX]",
      description =
          "Keep blobs in this bucket, which must be there, and not in the data directory. Keys come"
              + " from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from wherever else the AWS"
              + " SDK finds them. Choose before the first start; one hub for one place.")
  private String place = NOT_GIVEN;

  @Option(
      names = {"--s3-endpoint"},
      paramLabel = "URL",
      description = "Address of the S3 server, such as https://s3.example.org. Default: Amazon's.")
  private String endpoint = NOT_GIVEN;

  @Option(
      names = {"--s3-region"},
      paramLabel = "REGION",
      description =
          "Region of the bucket. Default: from AWS_REGION; else us-east-1 where an endpoint is"
              + " given.")
  private String region = NOT_GIVEN;

  @Option(
      names = {"--s3-path-style"},
      description =
          "Name the bucket in the path, not in the host name: for servers without a name for each"
              + " bucket, as most of one's own are.")
  private boolean pathStyle;

  @Option(
      names = {"--blob-reads"},
      paramLabel = "HOW",
      description =
          "'streamed' (default): the hub fetches a blob, checks it and sends it on. 'redirected':"
              + " clients and sites are sent to the bucket, which they must reach, over https.")
  private String reads = NOT_GIVEN;

  BlobPlace read() {
    if (place.equals(NOT_GIVEN)) {
      requireNoOthers();
      return new BlobPlace.DataDirectory();
    }
    return new BlobPlace.Bucket(
        new S3Settings(location(), endpoint(), given(region), pathStyle, reads()));
  }

  private void requireNoOthers() {
    boolean others =
        pathStyle || !List.of(endpoint, region, reads).stream().allMatch(NOT_GIVEN::equals);
    if (others) {
      throw usage(
          "--s3-endpoint, --s3-region, --s3-path-style and --blob-reads are for blobs in a bucket:"
              + " name it with --blobs s3://BUCKET");
    }
  }

  private S3Location location() {
    try {
      return S3Location.parse(place);
    } catch (IllegalArgumentException e) {
      throw usage("--blobs '%s' %s".formatted(place, e.getMessage()));
    }
  }

  private Optional<URI> endpoint() {
    return given(endpoint)
        .map(
            text ->
                address(text)
                    .orElseThrow(
                        () ->
                            usage(
                                "--s3-endpoint '%s' is no address: write it like https://s3.example.org or http://127.0.0.1:9000"
                                    .formatted(text))));
  }

  private static Optional<URI> address(String text) {
    try {
      URI address = URI.create(text);
      boolean web = List.of("http", "https").contains(String.valueOf(address.getScheme()));
      return web && address.getHost() != null && address.getUserInfo() == null
          ? Optional.of(address)
          : Optional.empty();
    } catch (IllegalArgumentException ignored) {
      return Optional.empty();
    }
  }

  private S3Settings.Reads reads() {
    return switch (reads.toLowerCase(Locale.ROOT)) {
      case NOT_GIVEN, STREAMED -> S3Settings.Reads.STREAMED;
      case REDIRECTED -> S3Settings.Reads.REDIRECTED;
      default ->
          throw usage("--blob-reads '%s' is neither streamed nor redirected".formatted(reads));
    };
  }

  private static Optional<String> given(String text) {
    return text.equals(NOT_GIVEN) ? Optional.empty() : Optional.of(text);
  }

  private static Refusal usage(String words) {
    return new Refusal(Refusal.Exit.USAGE, words);
  }
}
