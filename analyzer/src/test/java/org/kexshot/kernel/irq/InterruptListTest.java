package org.kexshot.kernel.irq;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

class InterruptListTest {
  private static final long HANDLER = FakeKernel.PAGE_OFFSET + 0x20_0000;

  private final FakeKernel kernel = new FakeKernel();
  private long node;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("xarray", "xa_head: *char")
        .define("xa_node", "shift: unsigned char", "slots: unsigned int[4]")
        .define("irq_chip", "name: *char")
        .define("irq_data", "irq: unsigned int", "chip: *irq_chip")
        .define("irqaction", "handler: *char", "next: *irqaction", "name: *char")
        .define(
            "irq_desc",
            "irq_data: irq_data",
            "kstat_irqs: *char",
            "handle_irq: *char",
            "action: *irqaction");
    long tree = kernel.allocate("xarray");
    kernel.symbol("irq_desc_tree", tree);
    node = kernel.allocate("xa_node");
    kernel.set(tree, "xarray", "xa_head", node | 2);
    kernel.symbol("handler", HANDLER).symbol("flow", HANDLER + 64).symbol("behind", HANDLER + 128);
  }

  private long text(String value) {
    long at = kernel.allocate(16);
    kernel.bytes(at, value.getBytes(StandardCharsets.US_ASCII));
    return at;
  }

  private long line(int number, int count) throws IOException {
    long descriptor = kernel.allocateOnOwnPage("irq_desc");
    kernel.set(descriptor, "irq_desc", "irq_data.irq", number);
    kernel.set(descriptor, "irq_desc", "handle_irq", HANDLER + 64);
    long counts = kernel.allocate(4);
    kernel.number(counts, count, 4);
    kernel.set(descriptor, "irq_desc", "kstat_irqs", counts);
    kernel.number(node + kernel.offset("xa_node", "slots") + 4L * number, descriptor, 4);
    return descriptor;
  }

  @Test
  void readsCountsChipsAndActions() throws Exception {
    long descriptor = line(1, 42);
    long chip = kernel.allocate("irq_chip");
    kernel.set(chip, "irq_chip", "name", text("IO-APIC"));
    kernel.set(descriptor, "irq_desc", "irq_data.chip", chip);
    long action = kernel.allocate("irqaction");
    kernel.set(action, "irqaction", "handler", HANDLER);
    kernel.set(action, "irqaction", "name", text("timer"));
    // A list of actions that bites its tail ends.
    kernel.set(action, "irqaction", "next", action);
    kernel.set(descriptor, "irq_desc", "action", action);
    line(3, 0);
    Listing<Interrupt> lines = InterruptList.read(kernel.open());
    assertThat(lines.problems()).isEmpty();
    assertThat(lines.items()).extracting(Interrupt::number).containsExactly(1L, 3L);
    Interrupt timer = lines.items().get(0);
    assertThat(timer.total()).isEqualTo(42);
    assertThat(timer.chip()).isEqualTo("IO-APIC");
    assertThat(timer.flow()).isEqualTo("flow");
    assertThat(timer.actions()).containsExactly(new Interrupt.Action("timer", "handler"));
  }

  @Test
  void aLineThatIsNotThereLeavesTheOthers() throws Exception {
    long absent = line(0, 1);
    line(2, 5);
    kernel.exclude(absent);
    Listing<Interrupt> lines = InterruptList.read(kernel.open());
    assertThat(lines.items()).extracting(Interrupt::number).containsExactly(2L);
    assertThat(lines.problems()).hasSize(1).first().asString().contains("tree of interrupts");
  }
}
