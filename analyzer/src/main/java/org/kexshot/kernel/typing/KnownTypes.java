package org.kexshot.kernel.typing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * A file that says for names, and for endings of names, of which type what they name is: {@code
 * name=type}, {@code *ending=type,type}. A type is the tag of a structure or a union, or the name
 * of a type definition, with {@code []} behind it for as many as there is room for.
 */
final class KnownTypes {
  private record Ending(String text, List<String> types) {}

  private final Properties byName = new Properties();
  private final List<Ending> endings = new ArrayList<>();

  private KnownTypes(String resource) throws IOException {
    try (InputStream in = KnownTypes.class.getResourceAsStream(resource)) {
      byName.load(in);
    }
    for (String key : byName.stringPropertyNames()) {
      if (key.startsWith("*")) {
        endings.add(new Ending(key.substring(1), types(key)));
      }
    }
    endings.sort((one, other) -> other.text.length() - one.text.length());
  }

  static KnownTypes load(String resource) {
    try {
      return new KnownTypes(resource);
    } catch (IOException | NullPointerException e) {
      throw new IllegalStateException(resource + " lies beside this class", e);
    }
  }

  private List<String> types(String key) {
    return List.of(byName.getProperty(key).split(","));
  }

  /** The types that a name is known to have, the first that fits being meant; empty if none. */
  List<String> ofName(String name) {
    return byName.containsKey(name) ? types(name) : List.of();
  }

  /** Those of the longest ending that a name has; empty if it has none of them. */
  List<String> ofEnding(String name) {
    for (Ending ending : endings) {
      if (name.endsWith(ending.text)) {
        return ending.types;
      }
    }
    return List.of();
  }
}
