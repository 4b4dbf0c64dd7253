package org.kexshot.record;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads what {@link RecordWriter} of the same build wrote, and makes records of this program's own
 * classes alone. What is read is equal to what was written; lists cannot be changed. Cost: some
 * hundred nanoseconds a component.
 */
public final class RecordReader {
  /** Only these are made of bytes. */
  private static final String OWN = "org.kexshot.";

  /** Values in values; what is derived from images has some ten. */
  private static final int MOST_DEPTH = 64;

  /** Room for more elements is taken when these were read. */
  private static final int FIRST_ROOM = 1 << 10;

  private final byte[] bytes;
  private final Constants constants;
  private final List<String> texts = new ArrayList<>();
  private final List<Type> types = new ArrayList<>();
  private final List<Object> records = new ArrayList<>();
  private int at;
  private int depth;

  /** A class that was named; of an enumeration with its constants, of records with their shape. */
  private record Type(Object[] constants, RecordShape shape) {}

  public RecordReader(byte[] bytes, Constants constants) {
    this.bytes = bytes;
    this.constants = constants;
  }

  /** Whether nothing is left. */
  public boolean isAtEnd() {
    return at == bytes.length;
  }

  /**
   * The next value.
   *
   * @param type what it must be
   * @throws RecordException if it is another, or the bytes are none of a value
   */
  public <T> T read(Class<T> type) throws RecordException {
    Object value;
    try {
      value = read();
    } catch (IndexOutOfBoundsException | ArithmeticException cut) {
      throw new RecordException("the bytes end, or name what did not come before", cut);
    }
    if (!type.isInstance(value)) {
      throw new RecordException(
          "found a %s, expected a %s".formatted(value.getClass().getName(), type.getName()));
    }
    return type.cast(value);
  }

  private Object read() throws RecordException {
    if (++depth > MOST_DEPTH) {
      throw new RecordException("values are in values more than %d times".formatted(MOST_DEPTH));
    }
    Object value = value();
    depth--;
    return value;
  }

  private Object value() throws RecordException {
    return switch (Tag.of(bytes[at++])) {
      case LONG -> signed();
      case INTEGER -> Math.toIntExact(signed());
      case FALSE -> false;
      case TRUE -> true;
      case TEXT -> newText();
      case TEXT_AGAIN -> texts.get((int) unsigned());
      case PRESENT -> Optional.of(read());
      case EMPTY -> Optional.empty();
      case LONG_PRESENT -> OptionalLong.of(signed());
      case LONG_EMPTY -> OptionalLong.empty();
      case LIST -> list();
      case MAP -> map();
      case RECORD -> record();
      case RECORD_AGAIN -> records.get((int) unsigned());
      case ENUM -> constant();
      case CONSTANT -> constants.named(read(String.class));
    };
  }

  private String newText() throws RecordException {
    String text = letters();
    texts.add(text);
    return text;
  }

  private String letters() throws RecordException {
    long head = unsigned();
    int size = count(head >>> 1);
    String text;
    if ((head & 1) == 0) {
      text = new String(bytes, at, size, StandardCharsets.ISO_8859_1);
    } else {
      char[] letters = new char[size / 2];
      for (int i = 0; i < letters.length; i++) {
        letters[i] = (char) (bytes[at + 2 * i] & 0xff | bytes[at + 2 * i + 1] << 8);
      }
      text = new String(letters);
    }
    at += size;
    return text;
  }

  private List<?> list() throws RecordException {
    int size = count(unsigned());
    List<Object> elements = new ArrayList<>(Math.min(size, FIRST_ROOM));
    for (int i = 0; i < size; i++) {
      elements.add(read());
    }
    return List.copyOf(elements);
  }

  private Map<?, ?> map() throws RecordException {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int left = count(unsigned()); left > 0; left--) {
      map.put(read(), read());
    }
    return map;
  }

  private Object record() throws RecordException {
    RecordShape shape = type().shape();
    if (shape == null) {
      throw new RecordException("an enumeration stands where a record is expected");
    }
    Object[] values = new Object[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = component(shape.type(i));
    }
    Object made = shape.make(values);
    records.add(made);
    return made;
  }

  private Object component(Class<?> type) throws RecordException {
    if (type == long.class) {
      return signed();
    }
    if (type == int.class) {
      return (int) signed();
    }
    if (type == boolean.class) {
      return unsigned() != 0;
    }
    if (type == char.class) {
      return (char) unsigned();
    }
    return type == double.class ? (Object) Double.longBitsToDouble(signed()) : read();
  }

  private Object constant() throws RecordException {
    Object[] all = type().constants();
    if (all == null) {
      throw new RecordException("a record stands where an enumeration is expected");
    }
    return all[(int) unsigned()];
  }

  private Type type() throws RecordException {
    int number = (int) unsigned();
    if (number > 0) {
      return types.get(number - 1);
    }
    Class<?> named = named(letters());
    Type type =
        named.isEnum()
            ? new Type(named.getEnumConstants(), null)
            : new Type(null, new RecordShape(named));
    types.add(type);
    return type;
  }

  private static Class<?> named(String name) throws RecordException {
    if (!name.startsWith(OWN)) {
      throw new RecordException("%s is none of the program's own classes".formatted(name));
    }
    try {
      return Class.forName(name, false, RecordReader.class.getClassLoader());
    } catch (ClassNotFoundException | LinkageError unknown) {
      throw new RecordException("there is no class " + name, unknown);
    }
  }

  /** A number of things that take a byte each at least. */
  private int count(long number) throws RecordException {
    if (number < 0 || number > bytes.length - at) {
      throw new RecordException(
          "%d are said to follow in %d bytes".formatted(number, bytes.length - at));
    }
    return (int) number;
  }

  private long signed() throws RecordException {
    long number = unsigned();
    return number >>> 1 ^ -(number & 1);
  }

  private long unsigned() throws RecordException {
    long number = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[at++];
      number |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return number;
      }
    }
    throw new RecordException("a number of more than ten bytes");
  }
}
