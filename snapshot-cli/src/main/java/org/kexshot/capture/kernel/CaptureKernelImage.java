package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.channel.Handover;
import org.kexshot.capture.modules.ModuleFile;
import org.kexshot.kexec.ControlPage;
import org.kexshot.kexec.IdentityMap;
import org.kexshot.kexec.KernelPlace;
import org.kexshot.kexec.Purgatory;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.boot.AcpiRootPointer;
import org.kexshot.kexec.boot.BootParameters;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.kexec.boot.BzImage;
import org.kexshot.kexec.boot.CommandLine;
import org.kexshot.kexec.boot.ConfinedMap;
import org.kexshot.linux.KexecSegment;

/**
 * The image that A jumps into: B's kernel, its initial file system, its boot parameters, purgatory,
 * and the ELF core header of A's memory, as {@code kexec_load} takes them. The segments cover all
 * of B's memory, so that the kernel exchanges every page of it at the jump, or where A lends B the
 * range, only the low memory:
 *
 * <pre>
 *   0          low memory, zeros: an i386 kernel does not boot without any, and every kernel starts
 *              processors from there
 *   range      B's kernel, then zeros: what is left is B's free memory
 *              initial file system: the archive that the toolkit was built with, then this load's
 *   range end  the tail, reserved in B's memory map: identity map, boot_params, command line, ELF
 *              core header with notes, purgatory, its parameter page
 * </pre>
 *
 * @param entry physical address that the jump calls
 * @param lowMemory what lies below the range
 * @param inRange the range's segments, in ascending order
 * @param range B's memory above the low one
 * @param commandLine what B is booted with
 */
public record CaptureKernelImage(
    long entry,
    KexecSegment lowMemory,
    List<KexecSegment> inRange,
    PhysicalRange range,
    String commandLine) {
  /**
   * Lays out the image.
   *
   * @param archive B's initial file system as built with the toolkit
   * @param device the snapshot device's id
   * @param modules that B loads, in their order
   * @param lent whether A lends the range, so that no page of it is exchanged
   * @param gdtDescriptorOffset of {@code gdt_desc} in A's {@code struct saved_context}
   */
  static CaptureKernelImage build(
      RunningKernel running,
      BzImage kernel,
      InitialFileSystem archive,
      UUID device,
      List<ModuleFile> modules,
      PhysicalRange range,
      boolean lent,
      int gdtDescriptorOffset)
      throws IOException {
    BootProtocol protocol = BootProtocol.of(running.architecture());
    Purgatory purgatory = Purgatory.load(protocol);
    List<PhysicalRange> ram = running.memory().systemRam();
    IdentityMap map = IdentityMap.of(ram, running.pagingLevels(), running.gigabytePages());
    long elfSize = pages(ElfCoreHeader.size(running.architecture(), ram, running.vmcoreinfo()));
    // B's own identity map has the parameter page, its image's only segment, and the 2 MiB around
    // it: purgatory, which B enters, lies right before.
    long parameterPage = range.end() - Page.SIZE;
    long purgatoryAddress = parameterPage - pages(purgatory.size());
    long elfCoreHeader = purgatoryAddress - elfSize;
    long commandLineAddress = elfCoreHeader - Page.SIZE;
    long bootParameters = commandLineAddress - Page.SIZE;
    long tail = bootParameters - map.size();

    ControlPage layout = ControlPage.of(running.architecture(), running.symbols());
    Handover handover =
        new Handover(
            device,
            purgatoryAddress + purgatory.offset("leave"),
            purgatoryAddress + purgatory.offset("a_entry"),
            parameterPage,
            gdtDescriptorOffset,
            running.isBuildOf(kernel)
                ? running.savedContext() - KernelPlace.textAddress(running.memory())
                : Handover.UNKNOWN,
            layout.stackPointer(),
            layout.pageList(),
            (ConfinedMap.lowMemoryEnd(running.memory()) + (lent ? 0 : range.length())) / Page.SIZE,
            lent ? range : new PhysicalRange(0, 0));
    ByteBuffer configuration = direct(AgentArguments.archive(handover, modules));
    long configurationAddress = tail - pages(configuration.remaining());
    long initrd = configurationAddress - pages(archive.bytes().remaining());
    PhysicalRange initrdRange =
        new PhysicalRange(initrd, configurationAddress + configuration.remaining());

    long load = range.start();
    require(kernel, range, load, initrd);
    String commandLine =
        CommandLine.of(
            running.commandLine(),
            elfCoreHeader,
            purgatoryAddress + purgatory.offset("leave"),
            parameterPage,
            running.pagingLevels());
    if (commandLine.length() > Math.min(Page.SIZE - 1, kernel.commandLineLimit())) {
      throw new IOException(
          "command line of %d characters for the capture kernel: at most %d fit"
              .formatted(commandLine.length(), kernel.commandLineLimit()));
    }

    List<Purgatory.Region> regions = new ArrayList<>();
    ByteBuffer code = kernel.protectedMode();
    regions.add(region(load, code, purgatory.sha256(code)));
    regions.add(region(initrd, archive.bytes(), archive.sha256()));
    regions.add(region(configurationAddress, configuration, purgatory.sha256(configuration)));

    ByteBuffer tailBytes = ByteBuffer.allocateDirect((int) (range.end() - tail));
    tailBytes.put(0, map.encode(tail));
    tailBytes.put(
        (int) (bootParameters - tail),
        BootParameters.build(
            kernel,
            load,
            initrdRange,
            commandLineAddress,
            AcpiRootPointer.find(running.bootParameters()),
            ConfinedMap.of(running.memory(), range, tail),
            running.bootParameters()));
    tailBytes.put(
        (int) (commandLineAddress - tail), commandLine.getBytes(StandardCharsets.US_ASCII));
    tailBytes.put(
        (int) (elfCoreHeader - tail),
        ElfCoreHeader.build(running.architecture(), elfCoreHeader, ram, running.vmcoreinfo()));
    ByteBuffer checked =
        tailBytes.slice((int) (bootParameters - tail), (int) (2 * Page.SIZE + elfSize));
    regions.add(region(bootParameters, checked, purgatory.sha256(checked)));
    tailBytes.put(
        (int) (purgatoryAddress - tail),
        purgatory.fill(
            load + protocol.entryOffset(),
            bootParameters,
            running.savedContext() + gdtDescriptorOffset,
            parameterPage,
            tail,
            new PhysicalRange(0, 0),
            regions));

    KexecSegment lowMemory =
        new KexecSegment(
            ByteBuffer.allocateDirect(0), 0, ConfinedMap.lowMemoryEnd(running.memory()));
    List<KexecSegment> inRange =
        List.of(
            new KexecSegment(code, load, initrd - load),
            new KexecSegment(archive.bytes(), initrd, configurationAddress - initrd),
            new KexecSegment(configuration, configurationAddress, tail - configurationAddress),
            new KexecSegment(tailBytes, tail, range.end() - tail));
    return new CaptureKernelImage(
        purgatoryAddress + purgatory.offset("purgatory_start"),
        lowMemory,
        inRange,
        range,
        commandLine);
  }

  /** All segments, in ascending order. */
  List<KexecSegment> segments() {
    List<KexecSegment> all = new ArrayList<>();
    all.add(lowMemory);
    all.addAll(inRange);
    return all;
  }

  private static void require(BzImage kernel, PhysicalRange range, long load, long initrd)
      throws IOException {
    if (load % kernel.alignment() != 0) {
      throw new IllegalArgumentException("capture range is not aligned for " + kernel.file());
    }
    if (load + kernel.initSize() > initrd) {
      throw new IOException(
          ("%s needs %d MiB to start, and with its initial file system that does not fit in %d MiB;"
                  + " give more --memory")
              .formatted(kernel.file(), kernel.initSize() >> 20, range.length() >> 20));
    }
  }

  private static Purgatory.Region region(long address, ByteBuffer bytes, byte[] sha256) {
    return new Purgatory.Region(PhysicalRange.ofLength(address, bytes.remaining()), sha256);
  }

  private static ByteBuffer direct(byte[] bytes) {
    return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }

  private static long pages(long bytes) {
    return (bytes + Page.SIZE - 1) & -Page.SIZE;
  }
}
