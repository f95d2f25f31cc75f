package io.outport.hub.http;

import io.outport.gateway.http.JsonRefusal;
import io.outport.gateway.http.JsonRequest;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A list's {@code $filter}: {@code field eq 'value'}, several joined by {@code and}. */
record Filter(List<Clause> clauses) {
  private static final int MAX_LENGTH = 4_096;
  private static final Pattern CLAUSE =
      Pattern.compile("(?:properties[./])?([A-Za-z./]+) eq '([^']*)'");

  record Clause(String field, String value) {}

  /** Reads a request's filter; refuses one on another field, as an ignored filter would lie. */
  static Filter of(JsonRequest request, Set<String> fields) {
    String text = request.parameter("$filter").orElse("").strip();
    if (text.length() > MAX_LENGTH) {
      throw refusal(fields);
    }
    List<String> parts = text.isEmpty() ? List.of() : List.of(text.split(" and ", -1));
    return new Filter(parts.stream().map(part -> clause(part.strip(), fields)).toList());
  }

  /** Whether the thing with these fields is wanted; texts compare without regard to case. */
  boolean accepts(UnaryOperator<String> fields) {
    return clauses.stream()
        .allMatch(clause -> clause.value.equalsIgnoreCase(fields.apply(clause.field)));
  }

  private static Clause clause(String text, Set<String> fields) {
    Matcher matcher = CLAUSE.matcher(text);
    if (!matcher.matches()) {
      throw refusal(fields);
    }
    String name = matcher.group(1).replace('/', '.');
    return fields.stream()
        .filter(name::equalsIgnoreCase)
        .findFirst()
        .map(field -> new Clause(field, matcher.group(2)))
        .orElseThrow(() -> refusal(fields));
  }

  private static JsonRefusal refusal(Set<String> fields) {
    return new JsonRefusal(
        400,
        "InvalidFilter",
        "the filter is not one of this list: write \"field eq 'value'\" with %s"
            .formatted(String.join(", ", fields.stream().sorted().toList())));
  }
}
