package org.kexshot.index.query;

import java.util.Collection;
import org.kexshot.kind.NearestName;

/** Says that something has no such name, and which name may be meant. */
final class UnknownName {
  private UnknownName() {}

  static QuerySyntaxException of(String what, String word, Collection<String> names, int position) {
    return new QuerySyntaxException(
        "no %s '%s' (%s)"
            .formatted(
                what,
                word,
                NearestName.of(word, names)
                    .map(name -> "did you mean '" + name + "'?")
                    .orElse(what + "s are " + String.join(", ", names))),
        position);
  }
}
