package org.kexshot.kernel.time;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kernel.structure.PerCpu;
import org.kexshot.kernel.structure.RedBlackTree;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.types.KernelType;
import org.kexshot.types.Member;

/**
 * Reads the timers that wait: of each processor's timer wheels, and of its high-resolution clocks.
 * Cost: one read a bucket of the wheels and some five a timer. Source: {@code kernel/time/timer.c},
 * {@code kernel/time/hrtimer.c}.
 */
public final class TimerList {
  private static final FactReader<Listing<KernelTimer>> TIMERS = TimerList::readAll;

  /** Timers that wait to expire. */
  public static final ObjectKind<KernelTimer> KIND =
      ObjectKind.of(
          "timer",
          "timers",
          "List the timers that wait to expire.",
          TimerList::read,
          KernelTimer::title,
          List.of(
              column(">CPU", number("processor", KernelTimer::processor, VOLATILE)),
              column("CLOCK", text("clock", KernelTimer::clock, BOOT_IDENTITY, IDENTITY, INDEXED)),
              column(
                  ">EXPIRES",
                  meaning(
                      "ticks for jiffies, else nanoseconds of the clock",
                      number("expires", KernelTimer::expires, VOLATILE))),
              column(
                  ">REMAINING",
                  meaning(
                      "until then, since the kernel last brought its clocks forward",
                      number("remaining", KernelTimer::remaining, VOLATILE))),
              column(
                  ">PID",
                  meaning(
                      "that it was set for",
                      reference("pid", "process", KernelTimer::process, INDEXED))),
              column(
                  "FUNCTION",
                  text("function", KernelTimer::function, BOOT_IDENTITY, IDENTITY, INDEXED)),
              meaning(
                  "of its timer_list or hrtimer",
                  address("address", KernelTimer::address, BOOT_IDENTITY, INDEXED))));

  /** By {@code enum hrtimer_base_type}; those that expire in soft interrupts follow. */
  private static final List<String> CLOCKS = List.of("monotonic", "realtime", "boottime", "tai");

  private static final int MAX_WHEELS = 8;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final LinkedNodes lists;
  private final PerCpu processors;
  private final TimerOwners owners;
  private final OptionalLong now;
  private final OptionalLong ticks;
  private final List<KernelTimer> timers = new ArrayList<>();

  private TimerList(KernelImage image) throws IOException {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.processors = new PerCpu(image);
    this.owners = new TimerOwners(image, problems);
    this.now = time("the kernel's clock", () -> KernelClock.monotonic(image));
    this.ticks = time("the kernel's ticks", this::jiffies);
  }

  private OptionalLong time(String what, PartialItem.Reader<OptionalLong> reader) {
    try {
      return reader.read();
    } catch (IOException fault) {
      problems.add("%s, so that it is not known what remains: %s", what, fault.getMessage());
      return OptionalLong.empty();
    }
  }

  private OptionalLong jiffies() throws IOException {
    OptionalLong variable = image.symbols().findData("jiffies_64");
    return variable.isPresent()
        ? OptionalLong.of(image.memory().readPointer(variable.getAsLong()))
        : OptionalLong.empty();
  }

  /**
   * All timers, which are read once for an image: processor by processor, those of a clock in order
   * of time.
   *
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<KernelTimer> read(KernelImage image) throws IOException {
    return image.once(TIMERS);
  }

  private static Listing<KernelTimer> readAll(KernelImage image) throws IOException {
    TimerList list = new TimerList(image);
    for (int i = 0; i < list.processors.count(); i++) {
      list.readWheels(i);
      list.readClocks(i);
    }
    return new Listing<>(list.timers, list.problems.list());
  }

  private void readWheels(int processor) throws IOException {
    int symbol = image.symbols().indexOfData("timer_bases");
    if (symbol < 0) {
      return;
    }
    long first = processors.address(image.symbols().address(symbol), processor);
    KernelStruct layout = image.struct("timer_base", 0);
    long wheels = Math.min(image.symbols().size(symbol) / layout.type().size(), MAX_WHEELS);
    List<KernelTimer> found = new ArrayList<>();
    for (int i = 0; i < wheels; i++) {
      readWheel(image.struct("timer_base", first + i * layout.type().size()), processor, found);
    }
    found.sort(Comparator.comparingLong(timer -> timer.remaining().orElse(timer.expires())));
    timers.addAll(found);
  }

  private void readWheel(KernelStruct wheel, int processor, List<KernelTimer> into)
      throws IOException {
    Member buckets = wheel.member("vectors");
    int word = image.memory().pointerSize();
    for (int i = 0; i < buckets.type().count(); i++) {
      lists.chain(
          "a timer wheel of processor " + processor,
          wheel.addressOf("vectors") + (long) i * word,
          node -> {
            // The link is the first member.
            KernelStruct timer = image.struct("timer_list", node);
            long expires = timer.pointer("expires");
            into.add(
                new KernelTimer(
                    "jiffies",
                    processor,
                    expires,
                    remaining(expires),
                    process(timer),
                    ModuleSymbols.describe(image, timer.pointer("function")),
                    node));
          });
    }
  }

  /** Ticks; they begin again at 2^32 on i386. */
  private Optional<Long> remaining(long expires) {
    return ticks.isEmpty()
        ? Optional.empty()
        : Optional.of(
            image.memory().pointerSize() == 4
                ? (int) (expires - ticks.getAsLong())
                : expires - ticks.getAsLong());
  }

  private Optional<Integer> process(KernelStruct timer) throws IOException {
    long function = timer.pointer("function");
    return new PartialItem(problems, "the timer at 0x%x".formatted(timer.address()))
        .read("the process", () -> owners.of(function, timer.address()))
        .flatMap(found -> found);
  }

  private void readClocks(int processor) throws IOException {
    OptionalLong bases = image.symbols().findData("hrtimer_bases");
    if (bases.isEmpty()) {
      return;
    }
    KernelStruct base =
        image.struct("hrtimer_cpu_base", processors.address(bases.getAsLong(), processor));
    Member clocks = base.member("clock_base");
    KernelType clock = clocks.type().element();
    for (int i = 0; i < clocks.type().count(); i++) {
      readClock(
          new KernelStruct(
              image.memory(), clock, base.address() + clocks.offset() + i * clock.size()),
          name(i),
          processor);
    }
  }

  private static String name(int index) {
    String clock = CLOCKS.get(index % CLOCKS.size());
    return index < CLOCKS.size() ? clock : clock + " soft";
  }

  private void readClock(KernelStruct clock, String name, int processor) throws IOException {
    // A tree that knows its first node since 5.4, commit 511885d7061e; the root is its start.
    long root = clock.addressOf("active");
    long offset = clock.number("offset");
    new RedBlackTree(image, problems)
        .forEach(
            "the " + name + " timers of processor " + processor,
            root,
            node -> {
              KernelStruct timer = image.struct("hrtimer", node);
              long expires = timer.number("node.expires");
              timers.add(
                  new KernelTimer(
                      name,
                      processor,
                      expires,
                      now.isPresent()
                          ? Optional.of(expires - offset - now.getAsLong())
                          : Optional.empty(),
                      process(timer),
                      ModuleSymbols.describe(image, timer.pointer("function")),
                      node));
            });
  }
}
