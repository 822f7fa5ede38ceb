package io.gradus.dl4j;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.nd4j.shade.jackson.core.JsonFactory;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonToken;
import org.nd4j.shade.jackson.databind.DeserializationContext;
import org.nd4j.shade.jackson.databind.JsonDeserializer;

/**
 * The fields of an object in JSON or YAML, read strictly. DL4J's reader passes unknown fields by,
 * takes the last of two of one name, and makes whole numbers of texts and fractions; what was
 * mistyped or damaged would silently be something else.
 */
final class Fields {

  /** The deepest nesting of lists and objects; rules within rules need a tenth of it. */
  private static final int DEEPEST = 500;

  private static final JsonFactory JSON = new JsonFactory();

  private final String owner;
  private final Map<String, Object> values;

  private Fields(String owner, Map<String, Object> values) {
    this.owner = owner;
    this.values = values;
  }

  /**
   * Makes an object of its fields. One of this class stands behind each type of the wire format.
   */
  abstract static class Reader<T> extends JsonDeserializer<T> {

    private final Class<T> type;
    private final Function<Fields, T> made;
    private final List<String> known;

    Reader(Class<T> type, Function<Fields, T> made, String... known) {
      this.type = type;
      this.made = made;
      this.known = List.of(known);
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return read(parser);
    }

    /** Reads a text that holds the object and nothing else. */
    T read(String json) throws IOException {
      try (JsonParser parser = JSON.createParser(json)) {
        parser.nextToken();
        T read = read(parser);
        if (parser.nextToken() != null) {
          throw new IllegalArgumentException(
              "Something follows the JSON of a %s.".formatted(type.getSimpleName()));
        }
        return read;
      }
    }

    /** Reads what the parser stands at: the object's start, or its first field. */
    private T read(JsonParser parser) throws IOException {
      String name = type.getSimpleName();
      if (parser.currentToken() == JsonToken.START_OBJECT) {
        parser.nextToken();
      }
      if (parser.currentToken() != JsonToken.FIELD_NAME
          && parser.currentToken() != JsonToken.END_OBJECT) {
        throw new IllegalArgumentException("A %s must be an object in JSON.".formatted(name));
      }
      return of(object(parser, name, 0));
    }

    private T of(Map<String, Object> values) {
      String name = type.getSimpleName();
      values.keySet().stream()
          .filter(key -> !known.contains(key))
          .findFirst()
          .ifPresent(
              key -> {
                throw new IllegalArgumentException(
                    "A %s has the fields %s, but this one also has '%s'."
                        .formatted(name, known, key));
              });
      return made.apply(new Fields(name, values));
    }
  }

  /** The rest of an object, from a field's name on. */
  private static Map<String, Object> object(JsonParser parser, String owner, int depth)
      throws IOException {
    Map<String, Object> values = new LinkedHashMap<>();
    while (parser.currentToken() == JsonToken.FIELD_NAME) {
      String key = parser.getCurrentName();
      parser.nextToken();
      Object value = value(parser, owner, depth);
      if (values.containsKey(key)) {
        throw new IllegalArgumentException(
            "The field '%s' stands twice in a %s.".formatted(key, owner));
      }
      values.put(key, value);
      parser.nextToken();
    }
    return values;
  }

  private static Object value(JsonParser parser, String owner, int depth) throws IOException {
    if (depth == DEEPEST) {
      throw new IllegalArgumentException(
          "A %s nests its values more than %d deep.".formatted(owner, DEEPEST));
    }
    return switch (parser.currentToken()) {
      case START_OBJECT -> {
        parser.nextToken();
        yield object(parser, owner, depth + 1);
      }
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser, owner, depth + 1));
        }
        yield list;
      }
      case VALUE_STRING -> parser.getText();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> parser.getNumberValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> null;
    };
  }

  /** An object's fields within; null where there are none. */
  @SuppressWarnings("unchecked") // the keys of what object() has read are texts
  Map<String, Object> object(String key) {
    Object value = values.get(key);
    if (value == null || value instanceof Map) {
      return (Map<String, Object>) value;
    }
    throw wrong(key, "an object", value);
  }

  /** An object of another type, which DL4J's JSON names by its class; null where there is none. */
  <T> T nested(String key, Reader<T> reader) {
    Map<String, Object> given = object(key);
    if (given == null) {
      return null;
    }
    Map<String, Object> values = new LinkedHashMap<>(given);
    Object named = values.remove("@class");
    if (named != null && !reader.type.getName().equals(named)) {
      throw wrong(key, "a " + reader.type.getSimpleName(), given);
    }
    return reader.of(values);
  }

  /** Texts by name; null where there are none. */
  Map<String, String> texts(String key) {
    Map<String, Object> given = object(key);
    if (given == null) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          if (!(value instanceof String text)) {
            throw wrong(key, "an object of texts", given);
          }
          texts.put(name, text);
        });
    return texts;
  }

  /** A text; null where there is none. */
  String text(String key) {
    Object value = values.get(key);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw wrong(key, "a text", value);
  }

  /** A number; an infinity is a text. */
  double number(String key) {
    Object value = values.get(key);
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    if (value instanceof String text && text.matches("-?Infinity|NaN")) {
      return Double.parseDouble(text);
    }
    throw wrong(key, "a number", value);
  }

  /** A whole number within a range; null where there is none. */
  Long whole(String key, long least, long greatest) {
    Object value = values.get(key);
    return value == null ? null : whole(key, value, least, greatest);
  }

  private long whole(String key, Object value, long least, long greatest) {
    // a number that no long holds is a BigInteger
    if ((value instanceof Integer || value instanceof Long)
        && ((Number) value).longValue() >= least
        && ((Number) value).longValue() <= greatest) {
      return ((Number) value).longValue();
    }
    throw wrong(key, "a whole number from %d to %d".formatted(least, greatest), value);
  }

  /** Whole numbers from 0; none where there is no such field. */
  List<Long> wholes(String key) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    if (!(value instanceof List<?> list)) {
      throw wrong(key, "a list of whole numbers", value);
    }
    return list.stream().map(each -> whole(key, each, 0, Long.MAX_VALUE)).toList();
  }

  /** Whole numbers from 0 by whole numbers; none where there is no such field. */
  Map<Long, Long> wholesByWholes(String key) {
    Map<String, Object> given = object(key);
    Map<Long, Long> wholes = new LinkedHashMap<>();
    if (given != null) {
      given.forEach(
          (name, value) -> {
            if (!name.matches("[0-9]{1,18}")) {
              throw wrong(key, "an object whose fields are named by whole numbers", given);
            }
            Long old = wholes.put(Long.valueOf(name), whole(key, value, 0, Long.MAX_VALUE));
            if (old != null) {
              throw wrong(key, "an object that names each number once", given);
            }
          });
    }
    return wholes;
  }

  /** True or false; null where there is neither. */
  Boolean truth(String key) {
    Object value = values.get(key);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    throw wrong(key, "true or false", value);
  }

  /** A list of objects; none where there is no such field. */
  List<Fields> objects(String key, String... known) {
    Object value = values.get(key);
    if (value == null) {
      return List.of();
    }
    List<Fields> objects = new ArrayList<>();
    if (!(value instanceof List<?> list)) {
      throw wrong(key, "a list of objects", value);
    }
    for (Object each : list) {
      if (!(each instanceof Map<?, ?> map) || !Arrays.asList(known).containsAll(map.keySet())) {
        throw wrong(key, "a list of objects with the fields " + Arrays.toString(known), value);
      }
      Map<String, Object> fields = new LinkedHashMap<>();
      map.forEach((name, one) -> fields.put((String) name, one));
      objects.add(new Fields(owner, fields));
    }
    return objects;
  }

  /** Whether any of some fields is there, and not null. */
  boolean hasAny(List<String> keys) {
    return keys.stream().anyMatch(key -> values.get(key) != null);
  }

  /** Refuses an object without a field. */
  Fields require(String key) {
    if (values.get(key) == null) {
      throw new IllegalArgumentException("A %s lacks its field '%s'.".formatted(owner, key));
    }
    return this;
  }

  private IllegalArgumentException wrong(String key, String wanted, Object value) {
    return new IllegalArgumentException(
        "The field '%s' of a %s must be %s, but is %s.".formatted(key, owner, wanted, value));
  }
}
