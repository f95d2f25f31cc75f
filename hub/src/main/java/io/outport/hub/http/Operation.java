package io.outport.hub.http;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One thing that the control API can be asked.
 *
 * @param path segments in braces stand for any one segment
 * @param summary one line for people
 * @param body what is sent
 * @param answers what is answered when all goes well, by status
 * @param query names of optional parameters, beside {@code api-version}
 */
record Operation(
    String method,
    String path,
    String summary,
    Shape body,
    Map<Integer, Shape> answers,
    List<String> query) {

  private static final Shape NOTHING = new Shape.Nothing();

  Operation {
    answers = Map.copyOf(answers);
    query = List.copyOf(query);
  }

  /** One that is sent nothing and answers nothing. */
  static Operation of(String method, String path, String summary) {
    return new Operation(method, path, summary, NOTHING, Map.of(), List.of());
  }

  Operation takes(Shape sent) {
    return new Operation(method, path, summary, sent, answers, query);
  }

  Operation answers(int status, Shape shape) {
    Map<Integer, Shape> more = new TreeMap<>(answers);
    more.put(status, shape);
    return new Operation(method, path, summary, body, more, query);
  }

  /** Without a body. */
  Operation answers(int status) {
    return answers(status, NOTHING);
  }

  Operation with(String... parameters) {
    return new Operation(method, path, summary, body, answers, List.of(parameters));
  }

  List<String> segments() {
    return List.of(path.substring(1).split("/", -1));
  }

  static boolean isName(String segment) {
    return segment.startsWith("{");
  }

  /** Whether a request for these segments is for this path. */
  boolean isAt(List<String> asked) {
    List<String> own = segments();
    if (own.size() != asked.size()) {
      return false;
    }
    for (int at = 0; at < own.size(); at++) {
      if (!isName(own.get(at)) && !own.get(at).equalsIgnoreCase(asked.get(at))) {
        return false;
      }
    }
    return true;
  }
}
