package org.kexshot.capture.method;

import java.io.Closeable;
import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureMethod;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.capture.kernel.CaptureByKernel;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.memory.CaptureInMemory;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.JumpLock;

/**
 * By which method a snapshot is taken, and why.
 *
 * @param prepared a capture by that method
 * @param reason in words: what the capture is to take, if that can be told, or why the method
 */
public record MethodChoice(PreparedCapture prepared, String reason) implements Closeable {
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
   * @param lock that nobody else loads, unloads or takes a snapshot
   * @param deadlineSeconds how long a capture kernel may take
   * @param buffer bytes for the copied pages in memory; empty for what is estimated
   * @throws CaptureException if none can be done
   * @throws org.kexshot.kexec.JumpException if this machine cannot jump
   */
  public static MethodChoice make(
      JumpLock lock, Wanted wanted, DumpLevel level, int deadlineSeconds, OptionalLong buffer)
      throws IOException {
    return switch (wanted) {
      case KERNEL -> of(new CaptureByKernel(lock, deadlineSeconds), level, "as asked for");
      case MEMORY -> of(new CaptureInMemory(lock, buffer), level, "as asked for");
      case AUTO ->
          CaptureKernel.state().isPresent()
              ? of(new CaptureByKernel(lock, deadlineSeconds), level, "a capture kernel is loaded")
              : of(new CaptureInMemory(lock, buffer), level, "no capture kernel is loaded");
    };
  }

  private static MethodChoice of(CaptureMethod method, DumpLevel level, String why)
      throws IOException {
    PreparedCapture prepared = method.prepare(level);
    return new MethodChoice(prepared, prepared.estimate().orElse(why));
  }

  @Override
  public void close() throws IOException {
    prepared.close();
  }
}
