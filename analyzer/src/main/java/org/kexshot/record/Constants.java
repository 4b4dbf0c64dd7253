package org.kexshot.record;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * Objects that a program has of itself, and that are written as a name: a kind of kernel objects,
 * say, which holds functions. They are told by identity, not by what they are equal to.
 */
public final class Constants {
  private final Map<Object, String> names = new IdentityHashMap<>();
  private final Map<String, Object> byName = new HashMap<>();

  /** Adds one, under a name that no other has. */
  public Constants with(String name, Object constant) {
    if (byName.putIfAbsent(name, constant) != null) {
      throw new IllegalArgumentException("two constants are named " + name);
    }
    names.put(constant, name);
    return this;
  }

  /** The name of a constant; null for any other object. */
  String nameOf(Object object) {
    return names.get(object);
  }

  Object named(String name) throws RecordException {
    Object constant = byName.get(name);
    if (constant == null) {
      throw new RecordException("there is no constant " + name);
    }
    return constant;
  }
}
