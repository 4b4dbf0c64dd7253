package org.kexshot.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.IdentityMap;
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
 * A peer as it lies in the memory that it is lent, before its first boot:
 *
 * <pre>
 *   range      its kernel, then its free memory
 *              what its kernel reserves for a panic
 *              initial file system
 *   range end  the tail, reserved in its memory map: identity map, copy of low memory, boot_params,
 *              command line, signal page, purgatory, parameter page
 * </pre>
 *
 * Low memory, which both systems have at the same addresses, purgatory exchanges with the copy.
 *
 * @param contents what is to be written into the range
 * @param enter physical address of purgatory's entry
 * @param signalPage physical address of the page that an image brings in to enter it
 * @param returnWord physical address of the peer's return address
 * @param counterWord physical address of the time-stamp counter as it left
 * @param lostWord physical address of what is 1 once it has panicked
 */
record PeerImage(
    List<KexecSegment> contents,
    long enter,
    long signalPage,
    long returnWord,
    long counterWord,
    long lostWord,
    String commandLine) {
  /** For the image that is entered on a panic: its page, control pages and page tables. */
  private static final long PANIC_MEMORY = 1L << 20;

  /**
   * Lays it out.
   *
   * @param userArchive the peer's own initial file system, a direct buffer
   * @param guard what keeps it from other devices, unpacked behind that
   * @param gdtDescriptor physical address of {@code gdt_desc} in A's {@code saved_context}
   */
  static PeerImage build(
      RunningKernel running,
      BzImage kernel,
      ByteBuffer userArchive,
      PeerPlan plan,
      DeviceGuard guard,
      PhysicalRange range,
      long gdtDescriptor)
      throws IOException {
    BootProtocol protocol = BootProtocol.of(running.architecture());
    Purgatory purgatory = Purgatory.load(protocol);
    IdentityMap map =
        IdentityMap.of(
            running.memory().systemRam(), running.pagingLevels(), running.gigabytePages());
    // The peer's own identity map has the parameter page and the 2 MiB around it: purgatory lies
    // right before.
    long parameterPage = range.end() - Page.SIZE;
    long purgatoryAddress = parameterPage - pages(purgatory.size());
    long signalPage = purgatoryAddress - Page.SIZE;
    long commandLineAddress = signalPage - Page.SIZE;
    long bootParameters = commandLineAddress - Page.SIZE;
    PhysicalRange lowCopy =
        PhysicalRange.ofLength(
            bootParameters - ConfinedMap.lowMemoryEnd(running.memory()),
            ConfinedMap.lowMemoryEnd(running.memory()));
    long tail = lowCopy.start() - map.size();
    ByteBuffer initrd = withGuard(userArchive, guard.archive(plan.append()));
    long initrdAddress = tail - pages(initrd.remaining());
    long panicMemory = initrdAddress - PANIC_MEMORY & -PANIC_MEMORY;
    long load = range.start();
    requireRoom(kernel, initrd.remaining(), range.length(), panicMemory - load);

    Map<String, String> words = new LinkedHashMap<>();
    words.put(PeerPlace.NAME, plan.name());
    words.put(PeerPlace.LEAVE, hex(purgatoryAddress + purgatory.offset("leave")));
    words.put(PeerPlace.PARAMETERS, hex(parameterPage));
    words.put(PeerPlace.SIGNAL, hex(signalPage));
    words.put(PeerPlace.PANIC, hex(purgatoryAddress + purgatory.offset("lose")) + "," + hex(tail));
    words.put("crashkernel", "%dK@%s".formatted(PANIC_MEMORY >> 10, hex(panicMemory)));
    words.put(PeerPlace.DISKS, String.join(",", plan.disks()));
    words.put("rdinit", DeviceGuard.INIT);
    String commandLine =
        CommandLine.ofPeer(
            running.commandLine(),
            running.pagingLevels(),
            words,
            DeviceGuard.withoutInit(plan.append()));
    if (commandLine.length() > Math.min(Page.SIZE - 1, kernel.commandLineLimit())) {
      throw new PeerException(
          "command line of %d characters for the peer: at most %d fit; give less with --append"
              .formatted(commandLine.length(), kernel.commandLineLimit()));
    }

    ByteBuffer tailBytes = ByteBuffer.allocateDirect((int) (range.end() - tail));
    tailBytes.put(0, map.encode(tail));
    tailBytes.put(
        (int) (bootParameters - tail),
        BootParameters.build(
            kernel,
            load,
            PhysicalRange.ofLength(initrdAddress, initrd.remaining()),
            commandLineAddress,
            AcpiRootPointer.find(running.bootParameters()),
            ConfinedMap.of(running.memory(), range, tail),
            running.bootParameters()));
    tailBytes.put(
        (int) (commandLineAddress - tail), commandLine.getBytes(StandardCharsets.US_ASCII));
    ByteBuffer boot = tailBytes.slice((int) (bootParameters - tail), 2 * Page.SIZE);
    ByteBuffer code = kernel.protectedMode();
    List<Purgatory.Region> regions = new ArrayList<>();
    regions.add(region(purgatory, load, code));
    regions.add(region(purgatory, initrdAddress, initrd));
    regions.add(region(purgatory, bootParameters, boot));
    tailBytes.put(
        (int) (purgatoryAddress - tail),
        purgatory.fill(
            load + protocol.entryOffset(),
            bootParameters,
            gdtDescriptor,
            parameterPage,
            tail,
            lowCopy,
            regions));
    return new PeerImage(
        List.of(
            new KexecSegment(code, load, pages(code.remaining())),
            new KexecSegment(initrd, initrdAddress, pages(initrd.remaining())),
            new KexecSegment(tailBytes, tail, tailBytes.remaining())),
        purgatoryAddress + purgatory.offset("enter"),
        signalPage,
        purgatoryAddress + purgatory.offset("b_return"),
        purgatoryAddress + purgatory.offset("b_counter"),
        purgatoryAddress + purgatory.offset("b_lost"),
        commandLine);
  }

  /**
   * Makes sure that a kernel has room to start.
   *
   * @param initrd bytes of its initial file system
   * @param memory bytes that the peer gets
   * @param room bytes of them that the kernel has below its initial file system
   */
  static void requireRoom(BzImage kernel, long initrd, long memory, long room)
      throws PeerException {
    if (kernel.initSize() > room) {
      throw new PeerException(
          "%s needs %d MiB to start, which with an initial file system of %d MiB do not fit in %d MiB; give more --memory"
              .formatted(kernel.file(), kernel.initSize() >> 20, initrd >> 20, memory >> 20));
    }
  }

  /** The kernel skips zeros between archives, and takes what follows at a multiple of four. */
  private static ByteBuffer withGuard(ByteBuffer archive, byte[] guard) {
    int start = (int) pages(archive.remaining());
    ByteBuffer both = ByteBuffer.allocateDirect(start + guard.length);
    return both.put(0, archive, archive.position(), archive.remaining()).put(start, guard);
  }

  private static Purgatory.Region region(Purgatory purgatory, long address, ByteBuffer bytes) {
    return new Purgatory.Region(
        PhysicalRange.ofLength(address, bytes.remaining()), purgatory.sha256(bytes));
  }

  private static String hex(long value) {
    return "0x" + Long.toHexString(value);
  }

  private static long pages(long bytes) {
    return (bytes + Page.SIZE - 1) & -Page.SIZE;
  }
}
