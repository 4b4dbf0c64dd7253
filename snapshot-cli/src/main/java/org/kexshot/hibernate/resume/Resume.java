package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.device.BlockDevice;
import org.kexshot.hibernate.image.ClockNote;
import org.kexshot.hibernate.image.FileSystemMark;
import org.kexshot.hibernate.image.HibernatedSystem;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.hibernate.image.ImageOnDevice;
import org.kexshot.kexec.ImageSlot;
import org.kexshot.kexec.Jump;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.KernelLayouts;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.Preconditions;
import org.kexshot.kexec.RunningKernel;
import org.kexshot.kexec.clock.ClockReading;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.KexecSegment;
import org.kexshot.linux.RawDevice;

/**
 * The resuming of a hibernated system by this one, which ends thereby. Everything is looked at
 * before anything is loaded, so that this system goes on where an image is refused.
 *
 * @param lock that nobody else loads or jumps
 * @param device with the image
 * @param size of the device in bytes
 * @param force whether differences of devices and file systems are told and passed over
 * @param told is told what is done
 */
public record Resume(
    JumpLock lock, RawDevice device, long size, boolean force, Consumer<String> told) {
  /** What this system needs beside the image, for the load and to freeze its processes. */
  private static final long RESERVE = 12L << 20;

  private static final Path SYSCTL = Path.of("/proc/sys/vm");

  /** How often file systems are looked for that are on no device yet, a second apart. */
  private static final int PATIENCE = 5;

  /**
   * Resumes from a device by its path. Does not return.
   *
   * @throws HibernationException if there is no such device, or the image is refused
   */
  public static void from(JumpLock lock, String path, boolean force, Consumer<String> told)
      throws IOException {
    if (!Files.exists(Path.of(path))) {
      throw new HibernationException(path + ": there is no such device");
    }
    BlockDevice device =
        BlockDevice.of(Path.of(path))
            .orElseThrow(() -> new HibernationException(path + ": not a block device"));
    try (RawDevice raw = RawDevice.openExclusively(path)) {
      new Resume(lock, raw, device.size(), force, told).run();
    }
  }

  /**
   * Resumes. Does not return.
   *
   * @throws HibernationException if the image is refused, with all reasons
   * @throws org.kexshot.kexec.JumpException if the kernel cannot jump, or refuses
   */
  private void run() throws IOException {
    Preconditions.requireRoot();
    Preconditions.requireJump();
    OwnImage.requireNoForeign();
    OwnImage.requireNoneBut(OwnImage.Purpose.PROGRAM);
    ImageOnDevice image = ImageOnDevice.read(device, size);
    image.requireUnused(device);
    BatteryClock battery = BatteryClock.watch();
    RunningKernel running = RunningKernel.read();
    requireSameMachine(image.system(), running);
    told.accept(
        "resuming %s: %d MiB".formatted(image.system().inWords(), image.mark().pagesSize() >> 20));
    giveWay();
    RestoreProgram program = RestoreProgram.load(running);
    try (JumpClock clock = JumpClock.start(true);
        HeldMemory held = new HeldMemory(endPfn(running))) {
      PhysicalRange range = image.system().captureRange();
      Placement placement =
          Placement.of(image, image.exchanged(device), range, held, RESERVE + listsOf(image));
      if (program.size(placement) > range.length()) {
        throw new HibernationException(
            "%d MiB are to be moved at the end, for whose list the capture kernel's %d MiB are too few"
                .formatted(
                    Placement.entries(placement.copies()) * (long) Page.SIZE >> 20,
                    range.length() >> 20));
      }
      long start = System.nanoTime();
      ImageReader.read(device, image, placement);
      told.accept(
          "read in %d ms; %d of %d pages are moved at the end"
              .formatted(
                  (System.nanoTime() - start) / 1_000_000,
                  Placement.entries(placement.copies()),
                  placement.count()));
      battery.await();
      enter(image, running, program, placement, held, () -> note(battery, clock.read()));
    }
  }

  private void requireSameMachine(HibernatedSystem system, RunningKernel running)
      throws IOException {
    List<String> obstacles =
        new ArrayList<>(
            system.obstacles(
                running.architecture(), running.pagingLevels(), running.memory().systemRam()));
    List<String> doubts = fileSystemDifferences(system);
    doubts.addAll(system.machineDifferences(running.release()));
    if (force) {
      doubts.forEach(doubt -> told.accept("passed over: " + doubt));
    } else {
      obstacles.addAll(doubts);
    }
    if (!obstacles.isEmpty()) {
      throw new HibernationException(
          "%s: %s is not resumed here: %s"
              .formatted(device.path(), system.inWords(), String.join("; ", obstacles)));
    }
  }

  /** Devices may appear some time after boot. */
  private static List<String> fileSystemDifferences(HibernatedSystem system) throws IOException {
    List<String> differences = new ArrayList<>();
    for (int tries = 0; tries < PATIENCE; tries++) {
      differences = FileSystemMark.differences(system.fileSystems(), FileSystemMark.present());
      if (differences.isEmpty()) {
        break;
      }
      try {
        Thread.sleep(tries == PATIENCE - 1 ? 0 : 1000);
      } catch (InterruptedException e) {
        throw new IOException("interrupted while waiting for devices", e);
      }
    }
    return differences;
  }

  /** Gives up caches, and has the kernel leave locked pages where they are. */
  private static void giveWay() throws IOException {
    Files.writeString(SYSCTL.resolve("drop_caches"), "3");
    Path compaction = SYSCTL.resolve("compact_unevictable_allowed");
    if (Files.exists(compaction)) {
      Files.writeString(compaction, "0");
    }
    Files.writeString(Path.of("/proc/self/oom_score_adj"), "1000");
  }

  private static long endPfn(RunningKernel running) {
    return running.memory().systemRam().stream().mapToLong(PhysicalRange::end).max().orElseThrow()
            + Page.SIZE
            - 1
        >>> Page.SHIFT;
  }

  /** At most so many bytes the lists of the program take: what this system itself has in use. */
  private static long listsOf(ImageOnDevice image) {
    return 2L * Integer.BYTES * Math.min(image.mark().pages(), 1L << 17);
  }

  private void enter(
      ImageOnDevice image,
      RunningKernel running,
      RestoreProgram program,
      Placement placement,
      HeldMemory held,
      Supplier<ClockNote> time)
      throws IOException {
    long address = image.system().captureRange().start();
    KexecSegment segment =
        program.at(
            address,
            placement,
            image.system().machine().processors() > 1,
            image.mark().returnAddress(),
            image.system().gdtSource());
    ImageSlot slot = ImageSlot.find(running.symbols(), KernelLayouts.read(running.architecture()));
    OwnImage.once(
        lock,
        slot,
        OwnImage.Purpose.PROGRAM,
        address + program.entry(),
        List.of(segment),
        loaded -> {
          try {
            held.requireUnmoved();
            image.mark().as(HibernationMark.State.USED).writeTo(device);
            Jump.enter(loaded, () -> tellTime(image, placement, time.get()));
            throw new HibernationException(
                device.path()
                    + ": the kernel jumped elsewhere than into the resumed system; try again");
          } finally {
            // Whatever happened, the system did not run, and may still be resumed.
            image.mark().writeTo(device);
          }
        });
  }

  private static ClockNote note(BatteryClock battery, ClockReading now) {
    return new ClockNote(battery.at(now), now.counter());
  }

  /** Writes the time to where the system looks for it when it runs again. */
  private static boolean tellTime(ImageOnDevice image, Placement placement, ClockNote note) {
    int index = Placement.indexOf(image, image.system().clockNote());
    if (index < 0) {
      return false;
    }
    ByteBuffer page = placement.bytes(index, 1);
    if (!ClockNote.isPrepared(page, image.system().request())) {
      return false;
    }
    note.writeTo(page);
    return true;
  }
}
