package org.kexshot.kernel;

import java.io.IOException;
import java.util.IdentityHashMap;
import java.util.Map;

/** Facts of one image that were read already. Safe for several threads, which wait for a reader. */
final class FactCache {
  private final Map<FactReader<?>, Object> facts = new IdentityHashMap<>();

  @SuppressWarnings("unchecked") // A reader gives what it was stored under.
  synchronized <T> T get(FactReader<T> reader, KernelImage image) throws IOException {
    Object known = facts.get(reader);
    if (known == null) {
      known = reader.read(image);
      facts.put(reader, known);
    }
    return (T) known;
  }
}
