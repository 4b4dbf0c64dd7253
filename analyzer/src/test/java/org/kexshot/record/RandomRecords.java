package org.kexshot.record;

import java.lang.reflect.Constructor;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;

/** Makes values of any type of plain data, by what the type declares. */
public final class RandomRecords {
  private static final int DEEPEST = 6;
  private static final int TRIES = 200;

  private final Random random;

  public RandomRecords(long seed) {
    this.random = new Random(seed);
  }

  /**
   * A value of a type.
   *
   * @throws IllegalArgumentException if it is no plain data
   */
  public Object value(Type type) {
    return value(type, 0);
  }

  private Object value(Type type, int depth) {
    if (type instanceof ParameterizedType generic) {
      return generic(generic, depth);
    }
    if (type == long.class || type == Long.class) {
      return random.nextBoolean() ? random.nextLong() : random.nextInt(100);
    }
    if (type == int.class || type == Integer.class) {
      return random.nextBoolean() ? random.nextInt() : random.nextInt(100);
    }
    if (type == boolean.class || type == Boolean.class) {
      return random.nextBoolean();
    }
    if (type == char.class) {
      return (char) random.nextInt(1 << 16);
    }
    if (type == double.class) {
      return random.nextDouble();
    }
    if (type == String.class) {
      return text();
    }
    if (type == OptionalLong.class) {
      return random.nextBoolean() ? OptionalLong.of(random.nextLong()) : OptionalLong.empty();
    }
    return ofClass((Class<?>) type, depth);
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    for (int left = random.nextInt(8); left > 0; left--) {
      text.append((char) (random.nextInt(8) == 0 ? random.nextInt(1 << 16) : random.nextInt(128)));
    }
    return text.toString();
  }

  private Object generic(ParameterizedType type, int depth) {
    Type[] of = type.getActualTypeArguments();
    if (type.getRawType() == Optional.class) {
      return depth < DEEPEST && random.nextBoolean()
          ? Optional.of(value(of[0], depth + 1))
          : Optional.empty();
    }
    int size = depth < DEEPEST ? random.nextInt(3) : 0;
    if (type.getRawType() == List.class) {
      List<Object> list = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        list.add(value(of[0], depth + 1));
      }
      return list;
    }
    if (type.getRawType() == Map.class) {
      Map<Object, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < size; i++) {
        map.put(value(of[0], depth + 1), value(of[1], depth + 1));
      }
      return map;
    }
    throw new IllegalArgumentException(type + " is no plain data");
  }

  private Object ofClass(Class<?> type, int depth) {
    if (type.isEnum()) {
      return type.getEnumConstants()[random.nextInt(type.getEnumConstants().length)];
    }
    if (type.isSealed()) {
      Class<?>[] all = type.getPermittedSubclasses();
      return value(all[random.nextInt(all.length)], depth);
    }
    if (!type.isRecord()) {
      throw new IllegalArgumentException(type + " is no plain data");
    }
    return record(type, depth);
  }

  /** Tries values until the record takes them. */
  private Object record(Class<?> type, int depth) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < types.length; i++) {
      types[i] = components[i].getType();
    }
    ReflectiveOperationException last = null;
    for (int i = 0; i < TRIES; i++) {
      try {
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        constructor.setAccessible(true);
        return constructor.newInstance(values(components, depth));
      } catch (ReflectiveOperationException refused) {
        last = refused;
      }
    }
    throw new IllegalArgumentException(type + " takes no values", last);
  }

  private Object[] values(RecordComponent[] components, int depth) {
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = value(components[i].getGenericType(), depth + 1);
    }
    return values;
  }
}
