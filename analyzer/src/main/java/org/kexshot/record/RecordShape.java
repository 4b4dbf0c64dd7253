package org.kexshot.record;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/** How a class of records is taken apart and put together: by its components, in their order. */
final class RecordShape {
  private final Constructor<?> constructor;
  private final Method[] accessors;
  private final Class<?>[] types;

  /**
   * @throws RecordException if the class is none of records
   */
  RecordShape(Class<?> type) throws RecordException {
    if (!type.isRecord()) {
      throw new RecordException(type.getName() + " is no record");
    }
    RecordComponent[] components = type.getRecordComponents();
    types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    accessors = Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    try {
      constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException impossible) {
      throw new IllegalStateException("a record has a canonical constructor", impossible);
    }
    constructor.setAccessible(true);
    Arrays.stream(accessors).forEach(accessor -> accessor.setAccessible(true));
  }

  int size() {
    return types.length;
  }

  /** A component's type; a primitive one is written without a tag. */
  Class<?> type(int component) {
    return types[component];
  }

  Object value(Object owner, int component) throws RecordException {
    try {
      return accessors[component].invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException failure) {
      throw new RecordException("%s does not tell its components".formatted(owner), failure);
    }
  }

  /**
   * @throws RecordException if the record refuses these values
   */
  Object make(Object[] values) throws RecordException {
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException | IllegalArgumentException refused) {
      throw new RecordException(
          "%s refuses what was kept".formatted(constructor.getDeclaringClass().getName()), refused);
    }
  }
}
