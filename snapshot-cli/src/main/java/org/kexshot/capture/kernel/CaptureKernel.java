package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.channel.DeviceLabel;
import org.kexshot.capture.kernel.CaptureLoader.Loaded;
import org.kexshot.capture.modules.DriverSearch;
import org.kexshot.capture.modules.SnapshotDrivers;
import org.kexshot.format.DumpFormatException;
import org.kexshot.io.AtExit;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.OwnImage;
import org.kexshot.kexec.Preconditions;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.kexec.boot.BzImage;
import org.kexshot.linux.AvailableMemory;
import org.kexshot.linux.RawDevice;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;

/** The capture kernel B: loaded, asked for, unloaded. */
public final class CaptureKernel {
  /** What Debian's kernels take to start, and more than most. */
  private static final long COMMON_INIT_SIZE = 64L << 20;

  private CaptureKernel() {}

  /**
   * The least memory in bytes that B works with, and what it gets if the user says nothing, where
   * it is the running kernel's own; as of a distribution's kernel if that cannot be read.
   */
  public static long usualMemory() throws IOException {
    BootProtocol protocol = BootProtocol.ofThisProcess();
    try {
      return protocol.leastMemory(BzImage.open(defaultKernel()).initSize());
    } catch (FileSystemException | DumpFormatException unreadable) {
      return protocol.leastMemory(COMMON_INIT_SIZE);
    }
  }

  /** The capture kernel's file if the user names no other: the running kernel's own. */
  public static Path defaultKernel() throws IOException {
    String release = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    // Fedora, and Debian from its kernel 7 on, have the image among the kernel's modules.
    Path amongModules = Path.of("/lib/modules", release, "vmlinuz");
    Path inBoot = Path.of("/boot/vmlinuz-" + release);
    return Files.isReadable(inBoot) || !Files.isReadable(amongModules) ? inBoot : amongModules;
  }

  /**
   * Loads a capture kernel in place of any that was loaded before, and labels the device. A signal
   * that ends the process meanwhile leaves none loaded.
   *
   * @param lock that nobody else loads, unloads or takes a snapshot
   * @param fileSystems the directory of B's initial file systems as the toolkit was built with them
   * @param search for the modules of the device's drivers
   * @param memory bytes that B gets; empty for the least that it works with
   * @param exchange whether to have each jump exchange B's memory even where A could lend it
   * @param overwrite whether the device may be one that holds a file system or suchlike
   */
  public static CaptureState load(
      JumpLock lock,
      String devicePath,
      Path kernel,
      Path fileSystems,
      DriverSearch search,
      Optional<Long> memory,
      boolean exchange,
      boolean overwrite)
      throws IOException {
    Preconditions.requireJump();
    OwnImage.requireNoForeign();
    OwnImage.requireNoneBut(OwnImage.Purpose.CAPTURE_KERNEL);
    BzImage image = open(kernel);
    long least = BootProtocol.ofThisProcess().leastMemory(image.initSize());
    long given = memory.orElse(least);
    if (given < least) {
      throw new CaptureException(
          Reason.KERNEL,
          "--memory %d MiB: at least %d are needed, or the capture kernel may never come back"
              .formatted(given >> 20, least >> 20));
    }
    requireRoom(given, least);
    SnapshotDevice device = SnapshotDevice.of(devicePath);
    if (!overwrite) {
      device.contents().requireNothingUnstored(device.path());
      device.requireNothingForeign();
    }
    SnapshotDrivers drivers;
    try {
      drivers = search.driversOf(device.path());
    } catch (IOException e) {
      throw new CaptureException(Reason.DEVICE, e.getMessage(), e);
    }
    AtExit guard = lock.atExit(() -> giveUp(lock));
    try (guard) {
      return lock.uncut(() -> load(lock, device, image, fileSystems, drivers, given, exchange));
    }
  }

  private static CaptureState load(
      JumpLock lock,
      SnapshotDevice device,
      BzImage kernel,
      Path fileSystems,
      SnapshotDrivers drivers,
      long memory,
      boolean exchange)
      throws IOException {
    UUID id = SystemCalls.randomUuid();
    Loaded loaded;
    try {
      loaded = CaptureLoader.load(lock, kernel, fileSystems, id, drivers, memory, exchange);
    } catch (JumpException e) {
      throw e;
    } catch (SystemCallException e) {
      throw new JumpException(JumpException.Reason.CANNOT_JUMP, e.getMessage(), e);
    } catch (IOException e) {
      throw new CaptureException(Reason.KERNEL, e.getMessage(), e);
    }
    try {
      LentMemory.giveBackAllBut(loaded.lent());
      try (RawDevice raw = RawDevice.openExclusively(device.path())) {
        DeviceContents.read(raw).erase(device, raw);
        device.foreignContents().erase(raw, device.size());
        new DeviceLabel(id).writeTo(raw);
      }
    } catch (IOException e) {
      giveUp(lock);
      throw new CaptureException(Reason.DEVICE, e.getMessage(), e);
    }
    CaptureState state =
        new CaptureState(
            device.path(),
            id,
            kernel.file(),
            loaded.release(),
            loaded.modules(),
            loaded.ram(),
            loaded.range(),
            loaded.image().head(),
            loaded.lent(),
            loaded.notLent(),
            Instant.now());
    state.write();
    return state;
  }

  private static BzImage open(Path kernel) throws IOException {
    try {
      return BzImage.open(kernel);
    } catch (NoSuchFileException e) {
      throw new CaptureException(
          Reason.KERNEL,
          "%s: no such file; name the capture kernel's bzImage with --kernel"
              .formatted(e.getFile()),
          e);
    } catch (IOException e) {
      throw new CaptureException(Reason.KERNEL, e.getMessage(), e);
    }
  }

  /** All of its memory is taken when it is loaded. */
  private static void requireRoom(long memory, long least) throws IOException {
    AvailableMemory room = AvailableMemory.read();
    Optional<String> shortage = room.shortage(memory);
    if (shortage.isPresent()) {
      throw new CaptureException(
          Reason.NO_ROOM,
          "the capture kernel takes %d MiB, %d MiB are left to the system and %d MiB are available: %s%s"
              .formatted(
                  memory >> 20,
                  AvailableMemory.RESERVE >> 20,
                  room.available() >> 20,
                  shortage.get(),
                  memory > least
                      ? ", or give it less with --memory (%d is the least)".formatted(least >> 20)
                      : ", or take snapshots in memory (`kexshot snap --method memory`)"));
    }
  }

  /**
   * Unloads the capture kernel and gives its memory back.
   *
   * @throws JumpException {@link JumpException.Reason#FOREIGN_IMAGE} if an image is loaded that is
   *     another program's or for something else, which is left alone
   */
  public static void unload(JumpLock lock) throws IOException {
    lock.uncut(
        () -> {
          OwnImage.requireNoneBut(OwnImage.Purpose.CAPTURE_KERNEL);
          giveUp(lock);
          return true;
        });
  }

  /** Unloads kexshot's own image, whatever it is for, and gives back all that was lent. */
  public static void unloadAny(JumpLock lock) throws IOException {
    lock.uncut(
        () -> {
          giveUp(lock);
          return true;
        });
  }

  private static void giveUp(JumpLock lock) throws IOException {
    try {
      OwnImage.unload(lock);
    } finally {
      LentMemory.giveBackAllBut(Optional.empty());
      CaptureState.delete();
    }
  }

  /**
   * What is loaded; empty if nothing is.
   *
   * @throws JumpException {@link JumpException.Reason#FOREIGN_IMAGE} if an image of another program
   *     is
   */
  public static Optional<LoadedCaptureKernel> loaded() throws IOException {
    OwnImage.requireNoForeign();
    Optional<OwnImage> image = OwnImage.current().filter(CaptureKernel::isCaptureKernel);
    Optional<CaptureState> state = CaptureState.read();
    return image.isPresent() && state.isPresent()
        ? Optional.of(new LoadedCaptureKernel(image.get(), state.get()))
        : Optional.empty();
  }

  private static boolean isCaptureKernel(OwnImage image) {
    return image.purpose() == OwnImage.Purpose.CAPTURE_KERNEL;
  }

  /** What is known of the one that is loaded; empty if none is, or another program's image. */
  public static Optional<CaptureState> state() throws IOException {
    return OwnImage.current().filter(CaptureKernel::isCaptureKernel).isPresent()
        ? CaptureState.read()
        : Optional.empty();
  }
}
