package org.kexshot.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Writes values of plain data as bytes: records of such values, enumerations, texts, numbers,
 * optionals, lists and maps, and constants by name. A text, and a record that is met again, is
 * written once. The bytes are for {@link RecordReader} of the same build of the program: classes go
 * by their names, components by their order, and nothing says of which version they are. Cost: some
 * hundred nanoseconds a component.
 *
 * <pre>
 * value     = tag byte, and what {@link Tag} says
 * number    = seven bits a byte, the lowest first, the eighth bit for more; with zigzag if signed
 * component = a value; of a primitive type a number, 0 or 1 for a boolean
 * </pre>
 */
public final class RecordWriter {
  private final Constants constants;
  private final Map<String, Integer> texts = new HashMap<>();
  private final Map<Class<?>, Integer> classes = new HashMap<>();
  private final Map<Class<?>, RecordShape> shapes = new HashMap<>();
  private final Map<Object, Integer> records = new IdentityHashMap<>();
  private byte[] bytes = new byte[1 << 12];
  private int length;

  public RecordWriter(Constants constants) {
    this.constants = constants;
  }

  /** All that was written. */
  public byte[] bytes() {
    return Arrays.copyOf(bytes, length);
  }

  /**
   * Appends a value.
   *
   * @throws RecordException if it holds what is no plain data
   */
  public void write(Object value) throws RecordException {
    if (value instanceof String text) {
      text(text);
    } else if (value instanceof Long number) {
      tag(Tag.LONG);
      signed(number);
    } else if (value instanceof Integer number) {
      tag(Tag.INTEGER);
      signed(number);
    } else if (value instanceof Boolean flag) {
      tag(flag ? Tag.TRUE : Tag.FALSE);
    } else if (value instanceof Optional<?> optional) {
      optional(optional);
    } else if (value instanceof OptionalLong number) {
      tag(number.isPresent() ? Tag.LONG_PRESENT : Tag.LONG_EMPTY);
      if (number.isPresent()) {
        signed(number.getAsLong());
      }
    } else if (value instanceof List<?> list) {
      list(list);
    } else if (value instanceof Map<?, ?> map) {
      map(map);
    } else {
      object(value);
    }
  }

  private void object(Object value) throws RecordException {
    String constant = constants.nameOf(value);
    if (constant != null) {
      tag(Tag.CONSTANT);
      text(constant);
    } else if (value instanceof Record) {
      record(value);
    } else if (value instanceof Enum<?> one) {
      tag(Tag.ENUM);
      type(one.getDeclaringClass());
      unsigned(one.ordinal());
    } else {
      throw new RecordException(
          "%s is no plain data".formatted(value == null ? "null" : value.getClass().getName()));
    }
  }

  private void text(String text) {
    Integer known = texts.putIfAbsent(text, texts.size());
    if (known != null) {
      tag(Tag.TEXT_AGAIN);
      unsigned(known);
      return;
    }
    tag(Tag.TEXT);
    letters(text);
  }

  private void letters(String text) {
    boolean wide = text.chars().anyMatch(letter -> letter > 0xff);
    int size = wide ? 2 * text.length() : text.length();
    unsigned((long) size << 1 | (wide ? 1 : 0));
    require(size);
    if (!wide) {
      System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, length, size);
    }
    for (int i = 0; wide && i < text.length(); i++) {
      bytes[length + 2 * i] = (byte) text.charAt(i);
      bytes[length + 2 * i + 1] = (byte) (text.charAt(i) >>> 8);
    }
    length += size;
  }

  private void optional(Optional<?> optional) throws RecordException {
    tag(optional.isPresent() ? Tag.PRESENT : Tag.EMPTY);
    if (optional.isPresent()) {
      write(optional.get());
    }
  }

  private void list(List<?> list) throws RecordException {
    tag(Tag.LIST);
    unsigned(list.size());
    for (Object element : list) {
      write(element);
    }
  }

  private void map(Map<?, ?> map) throws RecordException {
    tag(Tag.MAP);
    unsigned(map.size());
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      write(entry.getKey());
      write(entry.getValue());
    }
  }

  private void record(Object value) throws RecordException {
    Integer known = records.get(value);
    if (known != null) {
      tag(Tag.RECORD_AGAIN);
      unsigned(known);
      return;
    }
    tag(Tag.RECORD);
    type(value.getClass());
    RecordShape shape = shapes.get(value.getClass());
    if (shape == null) {
      shape = new RecordShape(value.getClass());
      shapes.put(value.getClass(), shape);
    }
    for (int i = 0; i < shape.size(); i++) {
      component(shape.type(i), shape.value(value, i));
    }
    records.put(value, records.size());
  }

  private void component(Class<?> type, Object value) throws RecordException {
    if (type == long.class || type == int.class) {
      signed(((Number) value).longValue());
    } else if (type == boolean.class) {
      unsigned((Boolean) value ? 1 : 0);
    } else if (type == char.class) {
      unsigned((Character) value);
    } else if (type == double.class) {
      signed(Double.doubleToRawLongBits((Double) value));
    } else {
      write(value);
    }
  }

  private void type(Class<?> type) {
    Integer known = classes.putIfAbsent(type, classes.size() + 1);
    unsigned(known == null ? 0 : known);
    if (known == null) {
      letters(type.getName());
    }
  }

  private void tag(Tag tag) {
    require(1);
    bytes[length++] = (byte) tag.ordinal();
  }

  private void signed(long number) {
    unsigned(number << 1 ^ number >> Long.SIZE - 1);
  }

  private void unsigned(long number) {
    require(10);
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      bytes[length++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[length++] = (byte) rest;
  }

  private void require(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
  }
}
