package org.kexshot.capture.method;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureMethod;
import org.kexshot.capture.PreparedCapture;
import org.kexshot.capture.kernel.CaptureByKernel;
import org.kexshot.capture.kernel.CaptureKernel;
import org.kexshot.capture.live.CaptureLive;
import org.kexshot.capture.live.PageHolder;
import org.kexshot.capture.memory.CaptureInMemory;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.JumpException;
import org.kexshot.kexec.JumpLock;

/**
 * By which method a snapshot is taken, and why.
 *
 * @param prepared a capture by that method
 * @param reason in words: what the capture is to take, if that can be told, or why the method
 */
public record MethodChoice(PreparedCapture prepared, String reason) implements Closeable {
  private static final String ASKED_FOR = "as asked for";

  /** What the user asked for. */
  public enum Wanted {
    /** Whichever can be done. */
    AUTO,
    /** A program in physical mode copies pages into memory. */
    MEMORY,
    /** The loaded capture kernel writes them to the snapshot device. */
    KERNEL,
    /** Pages are read while all goes on; never chosen unasked. */
    LIVE
  }

  /**
   * Chooses.
   *
   * @param lock that nobody else loads, unloads or takes a snapshot
   * @param deadlineSeconds how long a capture kernel may take
   * @param buffer bytes for the copied pages in memory; empty for what is estimated
   * @param holder holds what is read live until it is stored
   * @throws CaptureException if none can be done
   * @throws JumpException if this machine cannot jump; says so if its memory can be read live
   */
  public static MethodChoice make(
      JumpLock lock,
      Wanted wanted,
      DumpLevel level,
      int deadlineSeconds,
      OptionalLong buffer,
      PageHolder holder)
      throws IOException {
    try {
      return switch (wanted) {
        case KERNEL -> of(new CaptureByKernel(lock, deadlineSeconds), level, ASKED_FOR);
        case MEMORY -> of(new CaptureInMemory(lock, buffer), level, ASKED_FOR);
        case LIVE -> of(new CaptureLive(holder), level, ASKED_FOR);
        case AUTO ->
            CaptureKernel.state().isPresent()
                ? of(
                    new CaptureByKernel(lock, deadlineSeconds), level, "a capture kernel is loaded")
                : of(new CaptureInMemory(lock, buffer), level, "no capture kernel is loaded");
      };
    } catch (JumpException failure) {
      throw withWayOut(failure, CaptureLive.obstacle());
    }
  }

  /**
   * Names the way that is left where a machine cannot jump. It is not gone unasked: what it gives
   * is something less.
   *
   * @param obstacle to reading live; empty if there is none
   */
  static JumpException withWayOut(JumpException failure, Optional<String> obstacle) {
    return failure.reason() == JumpException.Reason.CANNOT_JUMP && obstacle.isEmpty()
        ? new JumpException(
            failure.reason(),
            failure.getMessage()
                + ". `--method live` needs no jump: it reads memory while the system runs, and"
                + " gives an image that is not of one instant",
            failure)
        : failure;
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
