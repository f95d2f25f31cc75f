package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hubapi.model.ResourceList;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gives lists page by page; {@code nextLink} goes on behind the last name that was given. */
record Pages(URI hub) {
  /** Most resources in one answer. */
  static final int MAX_PAGE = 200;

  private static final String TOKEN = "$skiptoken";
  private static final String TOP = "$top";

  /** One page of all these, which are sorted by name without regard to case. */
  <T> JsonReply reply(JsonRequest request, List<T> all, Function<T, @Nullable String> name) {
    String after = request.parameter(TOKEN).orElse("");
    int size = size(request);
    List<T> rest =
        all.stream()
            .filter(each -> after.isEmpty() || key(name.apply(each)).compareTo(after) > 0)
            .limit(size + 1L)
            .toList();
    if (rest.size() <= size) {
      return JsonReply.json(200, new ResourceList<>(rest, null));
    }
    List<T> page = rest.subList(0, size);
    return JsonReply.json(
        200, new ResourceList<>(page, next(request, key(name.apply(page.getLast())))));
  }

  private String next(JsonRequest request, String token) {
    String path = request.segments().stream().map(Pages::encode).collect(Collectors.joining("/"));
    String query =
        request.query().entrySet().stream()
            .filter(each -> !each.getKey().equalsIgnoreCase(TOKEN))
            .map(each -> encode(each.getKey()) + "=" + encode(each.getValue().getFirst()))
            .collect(Collectors.joining("&"));
    return "%s/%s?%s&%s=%s".formatted(hub, path, query, encode(TOKEN), encode(token));
  }

  private static int size(JsonRequest request) {
    long asked = request.number(TOP, MAX_PAGE);
    if (asked < 1) {
      throw new JsonRefusal(400, "InvalidParameter", "$top must be a whole number from 1 on");
    }
    return (int) Math.min(asked, MAX_PAGE);
  }

  private static String key(@Nullable String name) {
    return Objects.requireNonNullElse(name, "").toLowerCase(Locale.ROOT);
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
