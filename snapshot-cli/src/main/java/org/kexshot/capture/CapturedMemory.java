package org.kexshot.capture;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.format.Dump;
import org.kexshot.format.LiveReading;
import org.kexshot.kexec.Jump;

/**
 * A's memory, mostly of one instant and held somewhere until it is stored: the seam between how
 * memory is captured and what becomes of it. Closing gives up what it is held in, unless that is to
 * be kept.
 */
public interface CapturedMemory extends Closeable {
  /** How it was captured, in a word. */
  String method();

  /** What it is held in, in words or as a path. */
  String holder();

  /** Bytes that it takes there. */
  long length();

  /** The instant that it is of, by A's wall clock. */
  Instant takenAt();

  /** How long A stood still for it, if that is known. */
  Optional<Duration> pause();

  /** The jump in which it was captured; empty where that was another process's. */
  Optional<Jump> jump();

  /**
   * How its pages are read while A runs on: such memory is not of one instant. Empty for memory of
   * one instant, and until {@link #allRead}.
   */
  default Optional<LiveReading> liveReading() {
    return Optional.empty();
  }

  /**
   * Whether all of it is held now. Of what is not, pages are read as they are stored: there is
   * nothing to keep where that fails, and another can be taken as well.
   */
  default boolean isHeld() {
    return true;
  }

  /** Notes that all pages which are to be stored were read; looks at what can be told only now. */
  default void allRead() throws IOException {}

  /** What was counted and timed as it was captured. */
  CaptureFigures figures();

  /** What of it could not be checked, or is missing; empty where nothing is. */
  Optional<String> remark();

  /**
   * Compares what is held with the checksum that was computed as it was captured. Reads all of it
   * once.
   *
   * @throws CaptureException {@link CaptureException.Reason#DUMP_DAMAGED} if they differ
   */
  void verify() throws IOException;

  /** Opens it as an image. To be closed before this is. */
  Dump open() throws IOException;

  /**
   * Notes that it is going to be stored: whoever finds it without a process that stores it knows
   * that this one was killed.
   *
   * @param label the snapshot's
   */
  void storing(String label) throws IOException;

  /** Leaves it where it is, because the user wants that, until it is in another one's way. */
  void leave(String label) throws IOException;

  /**
   * Keeps it where it is, because it could not be stored.
   *
   * @return whether it outlasts this process there
   */
  boolean keep(String label) throws IOException;

  /** Destroys what is held, for it holds A's secrets. */
  void erase() throws IOException;
}
