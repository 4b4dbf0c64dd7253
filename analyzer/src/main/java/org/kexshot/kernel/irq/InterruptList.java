package org.kexshot.kernel.irq;

import static org.kexshot.kind.Attribute.acrossBoots;
import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.structure.AddressSet;
import org.kexshot.kernel.structure.MapleTree;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.kernel.structure.XArray;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the interrupt lines. Source: {@code include/linux/irqdesc.h}, {@code
 * include/linux/interrupt.h}, {@code kernel/irq/irqdesc.c}.
 */
public final class InterruptList {
  private static final List<Attribute<Interrupt.Action>> ACTION =
      List.of(
          text("name", Interrupt.Action::name, INDEXED),
          text("handler", Interrupt.Action::handler, INDEXED));

  /** Interrupt lines. */
  public static final ObjectKind<Interrupt> KIND =
      ObjectKind.of(
          "irq",
          "interrupts",
          "List the interrupt lines of an image and what drivers do about them.",
          InterruptList::read,
          Interrupt::title,
          List.of(
              column(
                  ">IRQ",
                  meaning(
                      "of lines without actions alone across boots",
                      acrossBoots(
                          Interrupt::numberIfIdle,
                          number("number", Interrupt::number, BOOT_IDENTITY, IDENTITY, INDEXED)))),
              column(
                  ">COUNT",
                  Interrupt::total,
                  meaning("each processor's", list("counts", Interrupt::counts, VOLATILE))),
              column("CHIP", text("chip", Interrupt::chip, IDENTITY, BOOT_COMPARED, INDEXED)),
              column("FLOW", text("flow", Interrupt::flow, COMPARED, INDEXED)),
              column(
                  "ACTIONS",
                  Interrupt::shownActions,
                  objects("actions", Interrupt::actions, ACTION, IDENTITY, BOOT_COMPARED, INDEXED)),
              meaning("of its struct irq_desc", address("address", Interrupt::address, INDEXED))));

  /** More than {@code NR_IRQS} of any kernel. */
  private static final long MAX_INTERRUPTS = 1 << 20;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final PerCpu processors;
  private final List<Interrupt> interrupts = new ArrayList<>();

  private InterruptList(KernelImage image) throws IOException {
    this.image = image;
    this.processors = new PerCpu(image);
  }

  /**
   * Reads all lines by number, those that nobody uses too.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Interrupt> read(KernelImage image) throws IOException {
    InterruptList list = new InterruptList(image);
    list.readAll();
    return new Listing<>(list.interrupts, list.problems.list());
  }

  private void readAll() throws IOException {
    OptionalLong radixTree = image.symbols().findData("irq_desc_tree");
    OptionalLong mapleTree = image.symbols().findData("sparse_irqs");
    if (radixTree.isPresent()) {
      new XArray(image, problems)
          .forEach(
              "the tree of interrupts",
              image.struct("xarray", radixTree.getAsLong()),
              (number, descriptor) -> add(image.struct("irq_desc", descriptor)));
    } else if (mapleTree.isPresent()) {
      // Since 6.5, commit 721255b9826b.
      new MapleTree(image, problems)
          .forEach(
              "the tree of interrupts",
              mapleTree.getAsLong(),
              descriptor -> add(image.struct("irq_desc", descriptor)));
    } else {
      readArray(image.symbols().requireIndex("irq_desc"));
    }
  }

  /** Without {@code CONFIG_SPARSE_IRQ} the descriptors are an array. */
  private void readArray(int symbol) throws IOException {
    long size = image.type("irq_desc").size();
    long bytes = Math.min(image.symbols().size(symbol), MAX_INTERRUPTS * size);
    for (long at = 0; at + size <= bytes; at += size) {
      KernelStruct descriptor = image.struct("irq_desc", image.symbols().address(symbol) + at);
      try {
        add(descriptor);
      } catch (IOException fault) {
        problems.add("interrupt %d: %s", at / size, fault.getMessage());
      }
    }
  }

  private void add(KernelStruct descriptor) throws IOException {
    Optional<KernelStruct> chip = descriptor.follow("irq_data.chip");
    long flow = descriptor.pointer("handle_irq");
    interrupts.add(
        new Interrupt(
            descriptor.number("irq_data.irq"),
            counts(descriptor),
            chip.isPresent() ? chip.get().text("name") : "",
            flow == 0 ? "" : ModuleSymbols.describe(image, flow),
            actions(descriptor),
            descriptor.address()));
  }

  private List<Long> counts(KernelStruct descriptor) throws IOException {
    List<Long> counts = new ArrayList<>();
    // A structure that begins with the count since 6.10, commit 86d2a2f51fba.
    long copies = descriptor.pointer("kstat_irqs");
    for (int i = 0; copies != 0 && i < processors.count(); i++) {
      counts.add(image.memory().readU32(processors.address(copies, i)));
    }
    return counts;
  }

  private List<Interrupt.Action> actions(KernelStruct descriptor) throws IOException {
    List<Interrupt.Action> actions = new ArrayList<>();
    AddressSet seen = new AddressSet();
    Optional<KernelStruct> next = descriptor.follow("action");
    while (next.isPresent() && seen.add(next.get().address())) {
      KernelStruct action = next.get();
      actions.add(
          new Interrupt.Action(
              action.text("name"), ModuleSymbols.describe(image, action.pointer("handler"))));
      next = action.follow("next");
    }
    return actions;
  }
}
