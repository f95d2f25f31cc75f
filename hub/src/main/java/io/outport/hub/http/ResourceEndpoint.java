package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonReply;
import io.outport.gateway.http.JsonRequest;
import io.outport.hub.resource.ResourceDesk;
import io.outport.hub.resource.ResourceProblem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * GET, PUT, PATCH, DELETE and list of one kind of resource. Writes that are done when they answer
 * say 201 or 200 with {@code provisioningState: Succeeded}; those that go on answer with the
 * address of the operation, and 202 where something is there already.
 */
final class ResourceEndpoint<T> {
  /** What all endpoints of one API share: pages, and the lock that makes a condition hold. */
  record Common(Pages pages, ReentrantLock writing) {}

  private final Common common;
  private final ResourceDesk<T> desk;
  private final Function<JsonRequest, T> reader;
  private final Function<T, @Nullable String> name;
  private final BiFunction<JsonRequest, String, Optional<String>> operation;

  /** The reader makes a resource of a request's body, or refuses it. */
  ResourceEndpoint(
      Common common,
      ResourceDesk<T> desk,
      Function<JsonRequest, T> reader,
      Function<T, @Nullable String> name) {
    this(common, desk, reader, name, (_, _) -> Optional.empty());
  }

  /** As above; the operation is the address of what a write of this name began, if anything. */
  ResourceEndpoint(
      Common common,
      ResourceDesk<T> desk,
      Function<JsonRequest, T> reader,
      Function<T, @Nullable String> name,
      BiFunction<JsonRequest, String, Optional<String>> operation) {
    this.common = common;
    this.desk = desk;
    this.reader = reader;
    this.name = name;
    this.operation = operation;
  }

  JsonReply list(JsonRequest request) {
    return list(request, desk.list());
  }

  /** Only these of them. */
  JsonReply list(JsonRequest request, List<T> wanted) {
    requireMethod(request, "GET");
    return common.pages().reply(request, wanted, name);
  }

  JsonReply one(JsonRequest request, String called) {
    return switch (request.method()) {
      case "GET" -> tagged(200, desk.get(called));
      case "PUT" -> {
        T wanted = reader.apply(request);
        yield write(
            request,
            called,
            () -> {
              ResourceDesk.Written<T> written = desk.put(called, wanted);
              JsonReply reply = tagged(written.created() ? 201 : 200, written.resource());
              return operation.apply(request, called).map(at -> goingOn(reply, at)).orElse(reply);
            });
      }
      case "PATCH" -> {
        T wanted = reader.apply(request);
        yield write(
            request, called, () -> begun(request, called, tagged(200, desk.patch(called, wanted))));
      }
      case "DELETE" ->
          write(
              request,
              called,
              () ->
                  desk.delete(called)
                      ? begun(request, called, JsonReply.empty(200))
                      : JsonReply.empty(204));
      default -> throw methodNotAllowed(request);
    };
  }

  private JsonReply begun(JsonRequest request, String called, JsonReply done) {
    return operation
        .apply(request, called)
        .map(at -> goingOn(new JsonReply(202, done.headers(), done.body()), at))
        .orElse(done);
  }

  private static JsonReply goingOn(JsonReply reply, String operation) {
    return reply.with("Azure-AsyncOperation", operation).with("Location", operation);
  }

  /** No other write comes between the look at the condition and this one. */
  private JsonReply write(JsonRequest request, String called, Supplier<JsonReply> work) {
    common.writing().lock();
    try {
      if (Preconditions.arePresent(request)) {
        Preconditions.check(request, find(called).map(Preconditions::tag));
      }
      return work.get();
    } finally {
      common.writing().unlock();
    }
  }

  private Optional<T> find(String called) {
    try {
      return Optional.of(desk.get(called));
    } catch (ResourceProblem problem) {
      if (problem.kind() == ResourceProblem.Kind.NOT_FOUND) {
        return Optional.empty();
      }
      throw problem;
    }
  }

  private static JsonReply tagged(int status, Object resource) {
    return JsonReply.json(status, resource).with("ETag", Preconditions.tag(resource));
  }

  static void requireMethod(JsonRequest request, String method) {
    if (!request.method().equals(method)) {
      throw methodNotAllowed(request);
    }
  }

  static JsonRefusal methodNotAllowed(JsonRequest request) {
    return new JsonRefusal(
        405,
        "MethodNotAllowed",
        "%s is not an operation of this resource".formatted(request.method()));
  }
}
