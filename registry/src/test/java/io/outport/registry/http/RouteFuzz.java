package io.outport.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.net.URLEncoder;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths from anywhere: what is a route is ours to answer, and its path leads to it again. */
final class RouteFuzz {

  @MethodSource("io.outport.testkit.HostileTexts#all")
  @FuzzTest
  void leadsToTheSameRouteWhenWrittenAgain(byte[] input) {
    String path = new String(input, UTF_8);

    Route.find(path)
        .ifPresent(
            route -> {
              assertThat(Route.handles(path)).isTrue();
              assertThat(Route.find(write(route))).as(write(route)).contains(route);
            });
    // Below the root everything is a route or refused by us, whatever it holds.
    Route.find("/v2/" + path).ifPresent(route -> assertThat(write(route)).startsWith("/v2"));
  }

  private static String write(Route route) {
    String tail = URLEncoder.encode(route.tail(), UTF_8).replace("+", "%20");
    return switch (route.kind()) {
      case PING -> "/v2/";
      case TOKEN -> "/oauth2/token";
      case CATALOG -> "/v2/_catalog";
      case TAGS -> "/v2/" + route.name() + "/tags/list";
      case MANIFEST -> "/v2/" + route.name() + "/manifests/" + tail;
      case BLOB -> "/v2/" + route.name() + "/blobs/" + tail;
      case REFERRERS -> "/v2/" + route.name() + "/referrers/" + tail;
      case UPLOADS -> "/v2/" + route.name() + "/blobs/uploads" + (tail.isEmpty() ? "/" : "");
      case UPLOAD -> "/v2/" + route.name() + "/blobs/uploads/" + tail;
      case EXCHANGE -> "/oauth2/exchange";
      case ACR_REPOSITORY -> "/acr/v1/" + route.name();
      case ACR_TAGS -> "/acr/v1/" + route.name() + "/_tags";
      case ACR_TAG -> "/acr/v1/" + route.name() + "/_tags/" + tail;
      case ACR_MANIFESTS -> "/acr/v1/" + route.name() + "/_manifests";
      case ACR_MANIFEST -> "/acr/v1/" + route.name() + "/_manifests/" + tail;
    };
  }
}
