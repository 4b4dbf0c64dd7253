package org.kexshot.kernel.irq;

import java.util.List;
import java.util.stream.Collectors;

/**
 * An interrupt line.
 *
 * @param number as {@code /proc/interrupts} shows it
 * @param counts how often each processor took it
 * @param chip the interrupt controller
 * @param flow the function that handles the line, e.g. {@code handle_edge_irq}
 * @param actions what drivers do about it
 * @param address kernel virtual address of its {@code struct irq_desc}
 */
public record Interrupt(
    long number, List<Long> counts, String chip, String flow, List<Action> actions, long address) {
  public Interrupt {
    counts = List.copyOf(counts);
    actions = List.copyOf(actions);
  }

  /**
   * A driver's part.
   *
   * @param name of the device
   * @param handler function that is called
   */
  public record Action(String name, String handler) {}

  /** How often it was taken. */
  public long total() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /** Its number if no driver tells it from others, since drivers get other lines in each boot. */
  String numberIfIdle() {
    return actions.isEmpty() ? String.valueOf(number) : "";
  }

  /** The number, the controller and the drivers. */
  String title() {
    String drivers = actions.stream().map(Action::name).collect(Collectors.joining(", "));
    return "%d  %s  %s".formatted(number, chip, drivers);
  }

  List<String> shownActions() {
    return actions.stream().map(action -> action.name() + " " + action.handler()).toList();
  }
}
