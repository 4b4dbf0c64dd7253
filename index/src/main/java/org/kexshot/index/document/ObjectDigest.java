package org.kexshot.index.document;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells without reading what is stored whether an object is as it was. */
final class ObjectDigest {
  private static final long SEED = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private ObjectDigest() {}

  /** A hash of its latest values, those of fluctuating fields apart; FNV-1a. */
  static long of(StoredObject object) {
    long hash = SEED;
    for (Map.Entry<String, FieldHistory> field : object.fields().entrySet()) {
      if (!field.getValue().fluctuates()) {
        hash = add(field.getKey(), hash);
        for (String value : field.getValue().latest()) {
          hash = add(value, hash);
        }
      }
    }
    return hash;
  }

  /** A hash of each value of its fluctuating fields. */
  static Set<Long> seen(StoredObject object) {
    Set<Long> seen = new TreeSet<>();
    for (Map.Entry<String, FieldHistory> field : object.fields().entrySet()) {
      if (field.getValue().fluctuates() && field.getValue().indexed()) {
        field.getValue().all().forEach(value -> seen.add(add(value, add(field.getKey(), SEED))));
      }
    }
    return seen;
  }

  private static long add(String text, long hash) {
    long sum = hash;
    for (int i = 0; i < text.length(); i++) {
      sum = (sum ^ text.charAt(i)) * PRIME;
    }
    return (sum ^ 0xffff) * PRIME;
  }
}
