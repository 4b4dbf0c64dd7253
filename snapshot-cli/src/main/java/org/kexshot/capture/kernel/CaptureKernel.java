package org.kexshot.capture.kernel;

import java.io.IOException;
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
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.KexecImage;
import org.kexshot.kexec.LentMemory;
import org.kexshot.kexec.Preconditions;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.linux.AvailableMemory;
import org.kexshot.linux.RawDevice;
import org.kexshot.linux.SystemCallException;
import org.kexshot.linux.SystemCalls;

/** The capture kernel B: loaded, asked for, unloaded. */
public final class CaptureKernel {
  private CaptureKernel() {}

  /** The least memory in bytes that B works with, and what it gets if the user says nothing. */
  public static long leastMemory() {
    return BootProtocol.ofThisProcess().leastMemory();
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
   * Loads a capture kernel in place of any that was loaded before, and labels the device.
   *
   * @param fileSystems the directory of B's initial file systems as the toolkit was built with them
   * @param search for the modules of the device's drivers
   * @param memory bytes that B gets
   * @param exchange whether to have each jump exchange B's memory even where A could lend it
   */
  public static CaptureState load(
      String devicePath,
      Path kernel,
      Path fileSystems,
      DriverSearch search,
      long memory,
      boolean exchange)
      throws IOException {
    Preconditions.requireRoot();
    if (memory < leastMemory()) {
      throw new CaptureException(
          Reason.KERNEL,
          "--memory %d MiB: at least %d are needed, or the capture kernel may never come back"
              .formatted(memory >> 20, leastMemory() >> 20));
    }
    Preconditions.requireJump();
    requireRoom(memory);
    SnapshotDevice device = SnapshotDevice.of(devicePath);
    SnapshotDrivers drivers;
    try {
      drivers = search.driversOf(device.path());
    } catch (IOException e) {
      throw new CaptureException(Reason.DEVICE, e.getMessage(), e);
    }
    UUID id = SystemCalls.randomUuid();
    Loaded loaded;
    try {
      loaded = CaptureLoader.load(kernel, fileSystems, id, drivers, memory, exchange);
    } catch (NoSuchFileException e) {
      throw new CaptureException(
          Reason.KERNEL,
          "%s: no such file; name the capture kernel's bzImage with --kernel"
              .formatted(e.getFile()),
          e);
    } catch (SystemCallException e) {
      throw new JumpException(JumpException.Reason.CANNOT_JUMP, e.getMessage(), e);
    } catch (IOException e) {
      throw new CaptureException(Reason.KERNEL, e.getMessage(), e);
    }
    LentMemory.giveBackAllBut(loaded.lent());
    try (RawDevice raw = RawDevice.openExclusively(device.path())) {
      new DeviceLabel(id).writeTo(raw);
    } catch (IOException e) {
      SystemCalls.kexecUnload();
      LentMemory.giveBackAllBut(Optional.empty());
      CaptureState.delete();
      throw new CaptureException(Reason.DEVICE, e.getMessage(), e);
    }
    CaptureState state =
        new CaptureState(
            device.path(),
            id,
            kernel.toString(),
            loaded.release(),
            loaded.modules(),
            loaded.range(),
            loaded.kimageHead(),
            loaded.lent(),
            loaded.notLent(),
            Instant.now());
    state.write();
    return state;
  }

  /** All of its memory is taken when it is loaded. */
  private static void requireRoom(long memory) throws IOException {
    long available = AvailableMemory.bytes();
    long missing = memory + AvailableMemory.RESERVE - available;
    if (missing > 0) {
      throw new CaptureException(
          Reason.NO_ROOM,
          ("the capture kernel takes %d MiB, %d MiB are left to the system and %d MiB are available:"
                  + " free %d MiB")
              .formatted(
                  memory >> 20,
                  AvailableMemory.RESERVE >> 20,
                  available >> 20,
                  (missing + (1 << 20) - 1) >> 20));
    }
  }

  /** Unloads the capture kernel and gives its memory back. */
  public static void unload() throws IOException {
    Preconditions.requireRoot();
    SystemCalls.kexecUnload();
    LentMemory.giveBackAllBut(Optional.empty());
    CaptureState.delete();
  }

  /** What is loaded; empty if nothing is, or by another program. */
  public static Optional<CaptureState> loaded() throws IOException {
    return KexecImage.isLoaded() ? CaptureState.read() : Optional.empty();
  }
}
