package org.kexshot.kernel.cpu;

import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.TypeException;

/** Reads the processors. Source: {@code kernel/cpu.c}, {@code arch/x86/include/asm/processor.h}. */
public final class ProcessorList {
  /** Processors, as {@code /sys/devices/system/cpu} lists those that are present. */
  public static final ObjectKind<Processor> KIND =
      ObjectKind.of(
          "processor",
          "processors",
          "List the processors of an image.",
          ProcessorList::read,
          Processor::title,
          List.of(
              column(">CPU", number("number", Processor::number, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  "STATE",
                  Processor::shownState,
                  flag("online", Processor::online, COMPARED, INDEXED)),
              column(
                  "MICROCODE",
                  meaning(
                      "revision that it runs",
                      text("microcode", Processor::microcode, COMPARED, INDEXED))),
              column("MODEL", text("model", Processor::model, COMPARED, INDEXED))));

  private final KernelImage image;
  private final PerCpu places;
  private final Problems problems = new Problems();

  private ProcessorList(KernelImage image) throws IOException {
    this.image = image;
    this.places = new PerCpu(image);
  }

  /**
   * Reads all that are present, by number. Cost: a few reads each.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<Processor> read(KernelImage image) throws IOException {
    ProcessorList list = new ProcessorList(image);
    List<Processor> processors = list.readAll();
    return new Listing<>(processors, list.problems.list(), list.problems.isWhole());
  }

  private List<Processor> readAll() throws IOException {
    List<Processor> processors = new ArrayList<>();
    // Without SMP there is one, and it is online.
    OptionalLong present = mask("present");
    OptionalLong online = mask("online");
    if (places.count() > 1 && (present.isEmpty() || online.isEmpty())) {
      throw new TypeException(
          "the kernel has no symbols __cpu_present_mask and __cpu_online_mask, nor cpu_present_bits"
              + " and cpu_online_bits; which processors are there is unknown");
    }
    OptionalLong stopped = stopped();
    for (int i = 0; i < places.count(); i++) {
      if (present.isEmpty() || isSet(present.getAsLong(), i)) {
        processors.add(
            processor(
                i,
                online.isEmpty()
                    || isSet(online.getAsLong(), i)
                    || stopped.isPresent() && isSet(stopped.getAsLong(), i)));
      }
    }
    return processors;
  }

  /**
   * Those that were switched off to jump or to sleep, and are switched on again behind it: a mask,
   * or a pointer to one where a mask is too large for the stack ({@code CPUMASK_OFFSTACK}).
   */
  private OptionalLong stopped() throws IOException {
    OptionalLong variable = image.symbols().findData("frozen_cpus");
    if (variable.isEmpty() || image.memory().pointerSize() == Integer.BYTES) {
      return variable;
    }
    long word = image.memory().readPointer(variable.getAsLong());
    // The kernel's addresses are those whose first bits are all set; no mask of so many is frozen.
    boolean pointer = word < 0 && image.memory().translate(word).isMapped();
    return pointer ? OptionalLong.of(word) : variable;
  }

  /** Variables of their own since 4.5, commit 5aec01b83436; bits behind a pointer before. */
  private OptionalLong mask(String what) throws IOException {
    OptionalLong mask = image.symbols().findData("__cpu_%s_mask".formatted(what));
    return mask.isPresent() ? mask : image.symbols().findData("cpu_%s_bits".formatted(what));
  }

  private boolean isSet(long mask, int bit) throws IOException {
    return (image.memory().readU8(mask + bit / Byte.SIZE) >>> bit % Byte.SIZE & 1) != 0;
  }

  private Processor processor(int number, boolean online) throws IOException {
    OptionalLong variable = image.symbols().findData("cpu_info");
    if (variable.isEmpty() && places.count() == 1) {
      variable = image.symbols().findData("boot_cpu_data");
    }
    if (variable.isEmpty()) {
      return new Processor(number, online, Optional.empty(), Optional.empty());
    }
    long place = places.address(variable.getAsLong(), number);
    KernelStruct info = image.struct("cpuinfo_x86", place);
    PartialItem parts = new PartialItem(problems, "processor %d".formatted(number));
    // What never ran has neither.
    Optional<Long> revision =
        info.has("microcode")
            ? parts.read("the microcode", () -> info.number("microcode") & 0xffff_ffffL)
            : Optional.empty();
    return new Processor(
        number,
        online,
        parts.read("the model", () -> info.text("x86_model_id").strip()).filter(m -> !m.isEmpty()),
        revision.filter(known -> known != 0).map("0x%x"::formatted));
  }
}
