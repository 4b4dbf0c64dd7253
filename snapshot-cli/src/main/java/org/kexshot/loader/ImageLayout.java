package org.kexshot.loader;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.boot.AcpiRootPointer;
import org.kexshot.kexec.boot.BootParameters;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.kexec.boot.BzImage;
import org.kexshot.kexec.boot.E820;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.KexecSegment;

/**
 * What lies where in the image of a kernel or a program: what the file fixes at its place, what it
 * does not in free RAM of the range that the user named.
 *
 * <pre>
 *   bzImage               lowest place from 16 MiB on, with the memory that it needs to unpack
 *   ELF                   where its program headers say
 *   initial file system   highest place that the kernel reaches
 *   boot parameters       highest place left below 4 GiB, with the command line behind them
 *   entry stub            the same
 * </pre>
 */
final class ImageLayout {
  /** Below it lie what the firmware keeps and what an older kernel takes for its start. */
  private static final long LOWEST = 1L << 20;

  /** A kernel's usual address ({@code CONFIG_PHYSICAL_START}). */
  private static final long USUAL_KERNEL = 16L << 20;

  private static final int LONGEST_COMMAND_LINE = 2047;

  private static final List<String> PARTS_OF_KERNEL =
      List.of("Kernel code", "Kernel rodata", "Kernel data", "Kernel bss");

  /** What {@code /proc/iomem} calls the kinds of the firmware's memory map. */
  private static final Map<String, E820.Kind> KINDS =
      Map.of(
          "System RAM", E820.Kind.RAM,
          "Reserved", E820.Kind.RESERVED,
          "ACPI Tables", E820.Kind.ACPI,
          "ACPI Non-volatile Storage", E820.Kind.NVS);

  private final RunningKernel running;
  private final LoadRequest request;
  private final BootProtocol protocol;
  private final List<PhysicalRange> ram;
  private final PhysicalRange range;
  private final SegmentList parts = new SegmentList();
  private final FreeRam free;
  private long entry;
  private long jumpEntry;

  /**
   * @param running this machine's kernel
   */
  ImageLayout(RunningKernel running, LoadRequest request) {
    this.running = running;
    this.request = request;
    this.protocol = BootProtocol.of(running.architecture());
    this.ram = running.memory().systemRam();
    PhysicalRange reach = new PhysicalRange(LOWEST, protocol.memoryEnd());
    this.range = request.range().orElse(reach);
    this.free =
        new FreeRam(
            ram,
            new PhysicalRange(
                range.start(), Math.max(range.start(), Math.min(range.end(), reach.end()))));
    running.memory().named("Crash kernel").ifPresent(free::take);
    if (request.preservesContext()) {
      kernelsOwn().forEach(free::take);
    }
  }

  /** Where the running kernel lies. */
  private List<PhysicalRange> kernelsOwn() {
    return PARTS_OF_KERNEL.stream().flatMap(name -> running.memory().named(name).stream()).toList();
  }

  /**
   * Lays out a program or kernel in ELF format.
   *
   * @throws LoaderException if it does not fit this machine
   */
  void add(ElfProgram program) throws IOException {
    if (program.architecture() != running.architecture()) {
      throw LoaderException.of(
          program.file(),
          "it is for %s, the running kernel for %s%s"
              .formatted(
                  program.architecture().machine(),
                  running.architecture().machine(),
                  running.architecture() == Architecture.X86_64
                      ? "; `kexshot physical run --entry 32` runs 32-bit code"
                      : ""));
    }
    for (ElfProgram.Segment segment : program.segments()) {
      requireRam(program.file(), segment.memory());
      free.take(segment.memory());
      parts.add(
          new SegmentList.Part(
              segment.memory(), segment.fileSize(), buffer -> program.read(segment, buffer)));
    }
    entry = program.entry(request.entry());
    OptionalLong bootParameters = OptionalLong.empty();
    if (!request.withoutArguments()) {
      PhysicalRange initrd = initrd(protocol.memoryEnd());
      E820 map = memoryMap();
      bootParameters =
          OptionalLong.of(
              bootParameters(
                  LONGEST_COMMAND_LINE,
                  (commandLine, rsdp) ->
                      BootParameters.buildUncompressed(
                          initrd, commandLine, rsdp, map, running.bootParameters())));
    }
    addStub(bootParameters);
  }

  private void requireRam(String file, PhysicalRange segment) throws LoaderException {
    PhysicalRange pages =
        new PhysicalRange(segment.start() & -Page.SIZE, segment.end() + Page.SIZE - 1 & -Page.SIZE);
    if (ram.stream()
        .noneMatch(piece -> piece.start() <= pages.start() && pages.end() <= piece.end())) {
      throw LoaderException.of(
          file,
          "segment 0x%x to 0x%x is not RAM of this machine (System RAM in /proc/iomem); link it elsewhere"
              .formatted(segment.start(), segment.end() - 1));
    }
    if (!request.preservesContext()) {
      return;
    }
    for (PhysicalRange own : kernelsOwn()) {
      if (own.overlaps(pages)) {
        throw LoaderException.of(
            file,
            ("segment 0x%x to 0x%x lies where the running kernel is (0x%x to 0x%x), on which the way"
                    + " back depends; link it elsewhere")
                .formatted(segment.start(), segment.end() - 1, own.start(), own.end() - 1));
      }
    }
  }

  /**
   * Lays out a kernel.
   *
   * @throws LoaderException if it does not fit this machine
   */
  void add(BzImage kernel) throws IOException {
    requireAlike(kernel);
    ByteBuffer code = kernel.protectedMode();
    long size = pages(Math.max(kernel.initSize(), code.remaining()));
    if (range.start() < USUAL_KERNEL && request.range().isEmpty()) {
      free.take(new PhysicalRange(LOWEST, USUAL_KERNEL));
    }
    PhysicalRange place = free.lowest(size, kernel.alignment(), "the kernel");
    parts.add(SegmentList.Part.of(place, code));
    long usual = place.start() + protocol.entryOffset();
    entry = request.entry().orElse(usual);
    if (!place.contains(entry)) {
      throw LoaderException.of(
          kernel.file(),
          "entry 0x%x: the kernel lies at 0x%x to 0x%x and is entered at 0x%x; leave --entry out"
              .formatted(entry, place.start(), place.end() - 1, usual));
    }
    PhysicalRange initrd =
        initrd(Math.min(protocol.memoryEnd(), kernel.highestInitrdAddress() + 1));
    E820 map = memoryMap();
    addStub(
        OptionalLong.of(
            bootParameters(
                kernel.commandLineLimit(),
                (commandLine, rsdp) ->
                    BootParameters.build(
                        kernel,
                        place.start(),
                        initrd,
                        commandLine,
                        rsdp,
                        map,
                        running.bootParameters()))));
  }

  private void requireAlike(BzImage kernel) throws LoaderException {
    if (kernel.architecture() != running.architecture()) {
      throw LoaderException.of(
          kernel.file(),
          "a kernel for %s, and the running one is for %s: load it from one that is alike"
              .formatted(kernel.architecture().machine(), running.architecture().machine()));
    }
    if (running.pagingLevels() == 5 && !kernel.hasFiveLevels()) {
      throw LoaderException.of(
          kernel.file(),
          "it cannot begin with page tables of five levels as the running kernel has; give one with"
              + " CONFIG_X86_5LEVEL, or boot the running one with no5lvl");
    }
  }

  private PhysicalRange initrd(long limit) throws IOException {
    if (request.initrd().isEmpty()) {
      return new PhysicalRange(0, 0);
    }
    Path file = request.initrd().get();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0 || size > Integer.MAX_VALUE) {
        throw LoaderException.of(
            file.toString(), "an initial file system of %d bytes; 1 to 2 GiB".formatted(size));
      }
      PhysicalRange place = free.highest(size, limit, file.toString());
      ByteBuffer bytes = ByteBuffer.allocateDirect((int) size);
      while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) > 0) {}
      if (bytes.hasRemaining()) {
        throw LoaderException.of(
            file.toString(), "offset 0x%x: the file shrank".formatted(bytes.position()));
      }
      parts.add(SegmentList.Part.of(place, bytes.flip()));
      return place;
    }
  }

  /** Makes the page of boot parameters. */
  @FunctionalInterface
  private interface ZeroPage {
    byte[] make(long commandLine, long rsdp);
  }

  /** Adds them with the command line, and gives their physical address. */
  private long bootParameters(long limit, ZeroPage page) throws IOException {
    byte[] text =
        request.commandLine().orElse(running.commandLine()).getBytes(StandardCharsets.UTF_8);
    if (text.length > limit) {
      throw new LoaderException(
          LoaderException.Reason.IMAGE,
          "a command line of %d bytes, and the kernel takes %d; give a shorter one by --append"
              .formatted(text.length, limit));
    }
    long size = Page.SIZE + pages(text.length + 1L);
    PhysicalRange place = free.highest(size, protocol.memoryEnd(), "boot parameters");
    ByteBuffer bytes = ByteBuffer.allocateDirect((int) size);
    bytes.put(
        0, page.make(place.start() + Page.SIZE, AcpiRootPointer.find(running.bootParameters())));
    bytes.put(Page.SIZE, text);
    parts.add(SegmentList.Part.of(place, bytes));
    return place.start();
  }

  private void addStub(OptionalLong bootParameters) throws IOException {
    EntryStub stub = EntryStub.load(running.architecture());
    PhysicalRange place = free.highest(stub.size(), protocol.memoryEnd(), "kexshot's entry stub");
    OptionalLong gdt =
        request.preservesContext()
            ? OptionalLong.of(
                running.savedContext()
                    + KernelLayouts.read(running.architecture())
                        .offset("saved_context", "gdt_desc"))
            : OptionalLong.empty();
    parts.add(SegmentList.Part.of(place, stub.fill(entry, bootParameters.orElse(0), gdt)));
    jumpEntry = place.start() + stub.entry();
  }

  /** All of the machine's RAM, and what its firmware keeps. */
  private E820 memoryMap() throws IOException {
    List<E820.Entry> entries = new ArrayList<>();
    KINDS.forEach(
        (name, kind) -> {
          List<PhysicalRange> ranges =
              running.memory().resources().stream()
                  .filter(resource -> resource.depth() == 0 && resource.name().equals(name))
                  .map(IoMemory.Resource::range)
                  .toList();
          PhysicalRange.union(ranges).forEach(range -> entries.add(new E820.Entry(range, kind)));
        });
    return E820.of(entries);
  }

  /** Physical address of what was loaded. */
  long programEntry() {
    return entry;
  }

  /** Physical address that the jump calls. */
  long jumpEntry() {
    return jumpEntry;
  }

  /**
   * The image as the kernel takes it.
   *
   * @param memory bytes that the machine has
   */
  List<KexecSegment> segments(long memory) throws IOException {
    return parts.segments(memory);
  }

  private static long pages(long bytes) {
    return bytes + Page.SIZE - 1 & -Page.SIZE;
  }
}
