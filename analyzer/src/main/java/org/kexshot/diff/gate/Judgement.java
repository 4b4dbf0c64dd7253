package org.kexshot.diff.gate;

import java.util.ArrayList;
import java.util.List;

/** What a condition finds while it is evaluated. */
final class Judgement {
  private final List<String> violations = new ArrayList<>();
  private final List<String> unknown = new ArrayList<>();

  /** Notes what violates the condition, a sentence; blanks of its parts' columns become one. */
  void violated(String format, Object... values) {
    violations.add(format.formatted(values).replaceAll("\\s+", " "));
  }

  /** Notes why the condition cannot be judged, or not for all objects. */
  void unknown(List<String> reasons) {
    unknown.addAll(reasons);
  }

  List<String> violations() {
    return violations;
  }

  List<String> unknown() {
    return unknown;
  }
}
