package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kexshot.address.Page;
import org.kexshot.capture.guest.Guest;
import org.kexshot.capture.guest.GuestMemory;
import org.kexshot.capture.guest.GuestStop;
import org.kexshot.capture.guest.MemoryStream;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.Dump;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kernel.MemoryImage;
import org.kexshot.store.Addition;
import org.kexshot.store.ReceivedFile;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;

/**
 * The taking of a snapshot of a guest from its host. The guest may run any kernel, and stands still
 * only while its memory is written into a temporary file of the repository's; pages are excluded as
 * they are stored, when it runs again.
 *
 * @param address of the guest
 * @param level which pages it excludes
 * @param patience how long to wait for another writer of the repository
 * @param debugFiles about the guest's kernel, which are kept with the snapshot
 */
public record GuestCapture(
    Guest.Address address, DumpLevel level, Duration patience, DebugFiles debugFiles) {
  /**
   * Takes the guest's memory and stores it.
   *
   * @param told is told what a killed snapshot left, and why objects of the stored snapshot cannot
   *     be read
   * @param storing begins to show progress, once the guest runs on
   * @throws org.kexshot.qemu.QemuException if QEMU cannot be reached or refuses; the guest goes on
   * @throws org.kexshot.libvirt.LibvirtException if libvirt cannot or does; the guest goes on
   */
  public CapturedSnapshot into(
      Repository repository,
      SnapshotDescription description,
      Consumer<String> told,
      Supplier<Capture.Progress> storing)
      throws IOException {
    try (Addition addition = repository.beginAddition(patience, told);
        Guest guest = address.connect()) {
      addition.requireRoom(guest.memoryBytes() >>> Page.SHIFT);
      try (MemoryStream stream = guest.takeMemory();
          ReceivedFile received = addition.receive(stream, guest.name())) {
        GuestStop stop = stream.finish();
        GuestMemory memory =
            GuestMemory.of(
                () -> DumpOpener.open(received),
                received.length(),
                guest.name(),
                stop,
                level,
                debugFiles);
        CapturedSnapshot snapshot =
            new CaptureImport(memory, description, debugFiles, () -> hostName(memory))
                .intoOrKeep(addition, repository.directory(), storing);
        IndexedObjects.obstacle(snapshot.snapshot(), repository).ifPresent(told);
        return snapshot;
      }
    }
  }

  /** The guest's name of itself, where its kernel can be read. */
  private Optional<String> hostName(GuestMemory memory) throws IOException {
    try (Dump dump = memory.open();
        MemoryImage image = MemoryImage.of(dump, debugFiles)) {
      return MachineNames.of(image);
    }
  }
}
