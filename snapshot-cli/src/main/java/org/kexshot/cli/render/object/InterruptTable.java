package org.kexshot.cli.render.object;

import static org.kexshot.cli.render.Field.address;
import static org.kexshot.cli.render.Field.both;
import static org.kexshot.cli.render.Field.column;
import static org.kexshot.cli.render.Field.member;
import static org.kexshot.cli.render.Field.objects;

import java.util.List;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.irq.Interrupt;

/** Interrupt lines. */
public final class InterruptTable {
  private static final ObjectTable<Interrupt.Action> ACTIONS =
      new ObjectTable<>(
          "actions",
          List.of(
              member("name", Interrupt.Action::name),
              member("handler", Interrupt.Action::handler)));

  public static final ObjectTable<Interrupt> INTERRUPTS =
      new ObjectTable<>(
          "interrupts",
          List.of(
              both(">IRQ", "number", Interrupt::number),
              column(">COUNT", Interrupt::total),
              member("counts", Interrupt::counts),
              both("CHIP", "chip", Interrupt::chip),
              both("FLOW", "flow", Interrupt::flow),
              column(
                  "ACTIONS",
                  line ->
                      line.actions().stream()
                          .map(action -> action.name() + " " + action.handler())
                          .toList()),
              objects("actions", Interrupt::actions, ACTIONS),
              address(Interrupt::address)));

  private InterruptTable() {}
}
