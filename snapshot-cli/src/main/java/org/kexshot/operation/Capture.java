package org.kexshot.operation;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CapturedMemory;
import org.kexshot.capture.kernel.Remains;
import org.kexshot.capture.method.MethodChoice;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.write.PageProgress;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.kexec.JumpLock;
import org.kexshot.kexec.clock.JumpClock;
import org.kexshot.linux.kcore.KernelCore;
import org.kexshot.store.Addition;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.SnapshotDescription;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The taking of a snapshot of this machine. Whatever could keep it from being stored is looked at
 * before the machine is stopped, and nobody else takes one until this one is stored.
 *
 * @param method by which it is captured
 * @param level which pages it excludes
 * @param deadlineSeconds how long a capture kernel may take
 * @param buffer bytes for copied pages; empty for as many as are estimated
 * @param keepOnDevice whether the dump stays on the snapshot device
 * @param keepClock whether the machine's clock is left as the kernel sets it after the jump
 * @param patience how long to wait for another snapshot and for another writer of the repository
 * @param debugFiles about this machine's kernel, which are kept with the snapshot
 */
public record Capture(
    MethodChoice.Wanted method,
    DumpLevel level,
    int deadlineSeconds,
    OptionalLong buffer,
    boolean keepOnDevice,
    boolean keepClock,
    Duration patience,
    DebugFiles debugFiles) {
  /** A line of progress, from the first page to the last. */
  public interface Progress extends PageProgress, AutoCloseable {
    @Override
    void close();
  }

  /**
   * Captures, stores, and destroys what was captured.
   *
   * @param told is told by which method, and why, what a killed snapshot left, and why objects of
   *     the stored snapshot cannot be read
   * @param storing begins to show progress, once the machine runs on
   * @throws IOException also if a file about the kernel is another kernel's
   * @throws CaptureException with {@link CaptureException.Reason#NOT_STORED} if the snapshot was
   *     taken, could not be stored, and is kept
   */
  public CapturedSnapshot into(
      Repository repository,
      SnapshotDescription description,
      Consumer<String> told,
      Supplier<Progress> storing)
      throws IOException {
    verifyDebugFiles();
    try (JumpClock clock = JumpClock.start(keepClock);
        JumpLock lock = JumpLock.take(patience)) {
      Remains.clear(lock, told);
      try (Addition addition = repository.beginAddition(patience, told);
          MethodChoice choice =
              MethodChoice.make(
                  lock,
                  method,
                  level,
                  deadlineSeconds,
                  buffer,
                  (pages, name) -> HeldPages.receive(pages, name, addition))) {
        addition.requireRoom(choice.prepared().estimatedPages());
        told.accept("method %s: %s".formatted(choice.prepared().method(), choice.reason()));
        try (CapturedMemory captured = choice.prepared().capture(clock)) {
          CapturedSnapshot snapshot =
              new CaptureImport(captured, description, debugFiles, CaptureImport::thisMachine)
                  .intoOrKeep(addition, repository.directory(), storing);
          release(captured, description.label(), told);
          IndexedObjects.obstacle(snapshot.snapshot(), repository).ifPresent(told);
          return snapshot;
        }
      }
    }
  }

  /** A snapshot that is stored is there, whatever becomes of what it was held in. */
  private void release(CapturedMemory captured, String label, Consumer<String> told) {
    try {
      if (keepOnDevice) {
        captured.leave(label);
      } else {
        captured.erase();
      }
    } catch (IOException e) {
      told.accept(
          "%s still holds this machine's memory, and the next command that captures erases it: %s"
              .formatted(captured.holder(), e.getMessage()));
    }
  }

  private void verifyDebugFiles() throws IOException {
    if (!debugFiles.isEmpty()) {
      try (KernelCore core = KernelCore.open()) {
        Optional<Vmcoreinfo> running = core.note("VMCOREINFO").map(Vmcoreinfo::parse);
        if (running.isPresent()) {
          debugFiles.verify(running.get(), core.architecture());
        }
      }
    }
  }
}
