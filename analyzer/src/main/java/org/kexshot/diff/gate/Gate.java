package org.kexshot.diff.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.finding.Findings;
import org.kexshot.kind.NearestName;

/**
 * A condition with the limit that holds.
 *
 * @param limit in the condition's unit; 0 without one
 */
public record Gate(Condition condition, long limit) {
  private static final Pattern FORM = Pattern.compile("([^=]*)(?:=(.*))?");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /** All conditions, each with its own limit. */
  public static List<Gate> all() {
    return Conditions.ALL.stream()
        .map(condition -> new Gate(condition, condition.limit()))
        .toList();
  }

  /**
   * Reads conditions with commas between them, e.g. {@code integrity,slab-growth=5%}.
   *
   * @throws IllegalArgumentException if one is unknown or named twice, or its limit is no number;
   *     the message is for the user
   */
  public static List<Gate> parse(String list) {
    List<Gate> gates = new ArrayList<>();
    for (String text : list.split(",", -1)) {
      Gate gate = parseOne(text.strip());
      if (gates.stream().anyMatch(other -> other.condition().equals(gate.condition()))) {
        throw new IllegalArgumentException(
            "the condition '%s' is named twice".formatted(gate.condition().name()));
      }
      gates.add(gate);
    }
    return gates;
  }

  private static Gate parseOne(String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw unknown(text);
    }
    Condition condition =
        Conditions.ALL.stream()
            .filter(candidate -> candidate.name().equals(form.group(1)))
            .findFirst()
            .orElseThrow(() -> unknown(form.group(1)));
    return new Gate(condition, limit(condition, Optional.ofNullable(form.group(2))));
  }

  private static long limit(Condition condition, Optional<String> given) {
    if (given.isEmpty()) {
      return condition.limit();
    }
    String sign = condition.unit().sign();
    String number =
        !sign.isEmpty() && given.get().endsWith(sign)
            ? given.get().substring(0, given.get().length() - sign.length())
            : given.get();
    if (condition.unit() == Unit.NONE || !NUMBER.matcher(number).matches()) {
      throw new IllegalArgumentException(
          "'%s=%s': the condition is written %s"
              .formatted(condition.name(), given.get(), condition.form()));
    }
    return Long.parseLong(number);
  }

  private static IllegalArgumentException unknown(String name) {
    List<String> names = Conditions.ALL.stream().map(Condition::name).toList();
    return new IllegalArgumentException(
        "no condition '%s'%s; there are %s"
            .formatted(
                name,
                NearestName.of(name, names)
                    .map(near -> ": did you mean '%s'?".formatted(near))
                    .orElse(""),
                Conditions.ALL.stream().map(Condition::form).collect(Collectors.joining(", "))));
  }

  /**
   * Judges a comparison by conditions, in their order.
   *
   * @param findings what it comes to: traces of snapshots and noise meet no condition
   */
  public static List<Verdict> judge(
      List<Gate> gates, ImageDifference difference, Findings findings) {
    Evidence evidence = new Evidence(difference, findings);
    return gates.stream().map(gate -> gate.judge(evidence)).toList();
  }

  private Verdict judge(Evidence evidence) {
    Judgement judgement = new Judgement();
    condition.evaluation().evaluate(evidence, limit, judgement);
    return new Verdict(this, judgement.violations(), judgement.unknown());
  }

  /** As a user would write it. */
  public String form() {
    return written(condition, limit);
  }

  static String written(Condition condition, long limit) {
    return condition.unit() == Unit.NONE
        ? condition.name()
        : "%s=%d%s".formatted(condition.name(), limit, condition.unit().sign());
  }
}
