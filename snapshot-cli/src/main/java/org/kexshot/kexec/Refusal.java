package org.kexshot.kexec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Why the kernel refused a jump, as its log tells.
 *
 * @param line that says so, without level and time
 * @param culprits the devices and tasks that would not freeze, in words
 */
record Refusal(String line, List<String> culprits) {
  /** Culprits that a message names. */
  private static final int NAMED = 10;

  private static final Pattern LEVEL_AND_TIME = Pattern.compile("^(<\\d+>)?(\\[ *[\\d.]+\\] ?)?");

  /** What {@code kernel/power/process.c} and {@code drivers/base/power/main.c} say of a refusal. */
  private static final Pattern REFUSAL =
      Pattern.compile("PM: .*failed|[Ff]reezing .*(failed|aborted)|task refusing to freeze");

  /** {@code dev_err} puts the driver, or the bus of a device without one, before the device. */
  private static final Pattern DEVICE =
      Pattern.compile("^(\\S+) (.+): PM: failed to .+: error -\\d+");

  /** {@code sched_show_task} of {@code kernel/sched/core.c}; a name may have spaces. */
  private static final Pattern TASK =
      Pattern.compile("^task:(.*?) +state:(\\S).* pid:(\\d+) .*ppid:(\\d+)");

  /** A frame of its call trace that is sure; what the scheduler adds itself says nothing. */
  private static final Pattern FRAME =
      Pattern.compile("^ +(?!(?:__|io_|preempt_)?schedule\\b)(\\w[\\w.]*)\\+0x\\S+/0x\\S+$");

  /** {@code show_one_workqueue} of {@code kernel/workqueue.c}. */
  private static final Pattern WORKQUEUE = Pattern.compile("^workqueue (.+): flags=");

  /**
   * Finds the first refusal behind what was there before.
   *
   * @param before lines of the log before the jump, with level and time
   * @param after the same, after it; the log may have gone round
   */
  static Optional<Refusal> in(List<String> before, List<String> after) {
    int start = before.isEmpty() ? 0 : after.lastIndexOf(before.get(before.size() - 1)) + 1;
    List<String> lines =
        after.subList(start, after.size()).stream()
            .map(line -> LEVEL_AND_TIME.matcher(line).replaceFirst(""))
            .toList();
    return lines.stream()
        .filter(line -> REFUSAL.matcher(line).find())
        .findFirst()
        .map(line -> new Refusal(line, culprits(lines)));
  }

  private static List<String> culprits(List<String> lines) {
    List<String> culprits = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher device = DEVICE.matcher(lines.get(i));
      Matcher task = TASK.matcher(lines.get(i));
      Matcher workqueue = WORKQUEUE.matcher(lines.get(i));
      if (device.find()) {
        culprits.add("device %s (driver %s)".formatted(device.group(2), device.group(1)));
      } else if (task.find()) {
        String place = waitsIn(lines.subList(i + 1, lines.size()));
        culprits.add(
            "task %s (pid %s, parent %s, state %s%s)"
                .formatted(task.group(1), task.group(3), task.group(4), task.group(2), place));
      } else if (workqueue.find()) {
        culprits.add("workqueue " + workqueue.group(1));
      }
    }
    return culprits;
  }

  /** The innermost function of the call trace that follows, up to the next task. */
  private static String waitsIn(List<String> following) {
    return following.stream()
        .takeWhile(line -> !TASK.matcher(line).find())
        .map(FRAME::matcher)
        .filter(Matcher::find)
        .findFirst()
        .map(frame -> ", in " + frame.group(1))
        .orElse("");
  }

  /** For messages. */
  String inWords() {
    if (culprits.isEmpty()) {
      return "the kernel's log says: " + line;
    }
    Stream<String> more =
        culprits.size() > NAMED
            ? Stream.of("%d more, see dmesg".formatted(culprits.size() - NAMED))
            : Stream.empty();
    return "%s would not freeze; the kernel's log says: %s"
        .formatted(
            Stream.concat(culprits.stream().limit(NAMED), more).collect(Collectors.joining(", ")),
            line);
  }
}
