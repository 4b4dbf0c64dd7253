package org.kexshot.kernel.typing;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;

/**
 * A file that says for names, and for their beginnings and endings, of which type what they name
 * is: {@code name=type}, {@code beginning*=type}, {@code *ending=type,type}. A type is the tag of a
 * structure or a union, or the name of a type definition, with {@code []} behind it for as many as
 * there is room for.
 */
final class KnownTypes {
  private record Form(String beginning, String ending, List<String> types) {
    boolean matches(String name) {
      return name.startsWith(beginning) && name.endsWith(ending);
    }

    int letters() {
      return beginning.length() + ending.length();
    }
  }

  private final Properties byName = new Properties();
  private final List<Form> forms = new ArrayList<>();

  private KnownTypes(String resource) throws IOException {
    try (InputStream in = KnownTypes.class.getResourceAsStream(resource)) {
      byName.load(in);
    }
    for (String key : byName.stringPropertyNames()) {
      int star = key.indexOf('*');
      if (star >= 0) {
        forms.add(new Form(key.substring(0, star), key.substring(star + 1), types(key)));
      }
    }
    forms.sort(Comparator.comparingInt(Form::letters).reversed());
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

  /** Those of the longest beginning or ending that a name has; empty if it has none of them. */
  List<String> ofForm(String name) {
    return forms.stream()
        .filter(form -> form.matches(name))
        .findFirst()
        .map(Form::types)
        .orElse(List.of());
  }
}
