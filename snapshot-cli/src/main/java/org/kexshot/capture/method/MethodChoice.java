package org.kexshot.capture.method;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.CaptureMethod;
import org.kexshot.capture.kernel.CaptureByKernel;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.memory.CaptureInMemory;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.Preconditions;

/**
 * By which method a snapshot is taken, and why.
 *
 * @param method ready to capture at the level that it was chosen for
 * @param reason in words
 */
public record MethodChoice(CaptureMethod method, String reason) implements Closeable {
  /** What the user asked for. */
  public enum Wanted {
    /** Whichever can be done. */
    AUTO,
    /** A program in physical mode copies pages into memory. */
    MEMORY,
    /** The loaded capture kernel writes them to the snapshot device. */
    KERNEL
  }

  /**
   * Chooses.
   *
   * @param deadlineSeconds how long a capture kernel may take
   * @param buffer bytes for the copied pages in memory; empty for what is estimated
   * @throws CaptureException if none can be done
   * @throws org.kexshot.kexec.JumpException if this machine cannot jump, or the caller is not root
   */
  public static MethodChoice make(
      Wanted wanted, DumpLevel level, int deadlineSeconds, OptionalLong buffer) throws IOException {
    Preconditions.requireRoot();
    return switch (wanted) {
      case KERNEL -> new MethodChoice(new CaptureByKernel(deadlineSeconds), "as asked for");
      case MEMORY -> inMemory(level, buffer);
      case AUTO ->
          CaptureKernel.loaded().isPresent()
              ? new MethodChoice(new CaptureByKernel(deadlineSeconds), "a capture kernel is loaded")
              : inMemory(level, buffer);
    };
  }

  private static MethodChoice inMemory(DumpLevel level, OptionalLong buffer) throws IOException {
    CaptureInMemory method = CaptureInMemory.prepare(level, buffer);
    Optional<String> obstacle = method.obstacle();
    if (obstacle.isPresent()) {
      method.close();
      throw new CaptureException(
          Reason.NO_ROOM,
          obstacle.get()
              + ", or load a capture kernel, which needs no room for the pages (`kexshot capture"
              + " load --device DEV`)");
    }
    return new MethodChoice(method, method.inWords());
  }

  @Override
  public void close() throws IOException {
    if (method instanceof Closeable open) {
      open.close();
    }
  }
}
