package io.outport.hub.http;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.outport.hubapi.model.ResourceList;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON schemas of the control API's records: each component is a field, and what is not {@code
 * Nullable} is always there. For one thread.
 */
final class Schemas {
  private static final String TYPE = "type";
  private static final String OBJECT = "object";

  private final Map<String, Object> named = new TreeMap<>();

  /** All that were referred to so far, by name. */
  Map<String, Object> named() {
    return Map.copyOf(named);
  }

  /** The schema of a body that there is. */
  Map<String, Object> of(Shape shape) {
    return switch (shape) {
      case Shape.Of(var type) -> reference(type);
      case Shape.PageOf(var item) -> page(item);
      case Shape.Texts(var names) -> texts(names);
      case Shape.Form(var names) -> texts(names);
      case Shape.Anything _, Shape.Nothing _ -> Map.of(TYPE, OBJECT);
    };
  }

  private static Map<String, Object> texts(List<String> names) {
    Map<String, Object> fields = new LinkedHashMap<>();
    names.forEach(name -> fields.put(name, Map.of(TYPE, "string")));
    return object(fields, names);
  }

  private Map<String, Object> page(Class<?> item) {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (RecordComponent component : ResourceList.class.getRecordComponents()) {
      fields.put(component.getName(), Map.of(TYPE, "string"));
    }
    fields.put("value", Map.of(TYPE, "array", "items", reference(item)));
    return object(fields, List.of("value"));
  }

  private Map<String, Object> reference(Class<?> type) {
    String name = name(type);
    if (!named.containsKey(name)) {
      // Before its own fields, which may refer to it.
      named.put(name, Map.of());
      named.put(name, record(type));
    }
    return Map.of("$ref", "#/components/schemas/" + name);
  }

  /** A part of a record has the whole's name before its own. */
  private static String name(Class<?> type) {
    Class<?> whole = type.getDeclaringClass();
    return whole != null && whole.isRecord()
        ? name(whole) + type.getSimpleName()
        : type.getSimpleName();
  }

  private Map<String, Object> record(Class<?> type) {
    Map<String, Object> fields = new LinkedHashMap<>();
    List<String> required = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      JsonProperty renamed = component.getAccessor().getAnnotation(JsonProperty.class);
      String name = renamed == null ? component.getName() : renamed.value();
      fields.put(name, value(component.getGenericType()));
      if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
        required.add(name);
      }
    }
    return object(fields, required);
  }

  private Map<String, Object> value(Type type) {
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == List.class
          ? Map.of(TYPE, "array", "items", value(last))
          : Map.of(TYPE, OBJECT, "additionalProperties", value(last));
    }
    if (type == Instant.class) {
      return Map.of(TYPE, "string", "format", "date-time");
    }
    if (type == String.class) {
      return Map.of(TYPE, "string");
    }
    if (type == boolean.class || type == Boolean.class) {
      return Map.of(TYPE, "boolean");
    }
    if (type instanceof Class<?> plain && plain.isRecord()) {
      return reference(plain);
    }
    return Map.of(TYPE, "integer");
  }

  private static Map<String, Object> object(Map<String, Object> fields, List<String> required) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put(TYPE, OBJECT);
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", fields);
    return schema;
  }
}
