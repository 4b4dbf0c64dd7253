package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.kexshot.capture.CaptureException;
import org.kexshot.capture.CaptureException.Reason;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.capture.channel.Receipt;
import org.kexshot.capture.channel.Request;
import org.kexshot.linux.RawDevice;

/**
 * What a snapshot device holds beside its label.
 *
 * @param request the last one
 * @param answer what the capture kernel said to it; empty where it said nothing, or where the dump
 *     was erased
 * @param receipt what A noted of the dump
 * @param hibernation how far a hibernation got, if the request was for one
 */
record DeviceContents(
    Optional<Request> request,
    Optional<Answer> answer,
    Optional<Receipt> receipt,
    Optional<HibernationMark> hibernation) {
  private static final long STEP = 16L << 20;

  static DeviceContents read(RawDevice device) throws IOException {
    Optional<Request> request = Request.readFrom(device);
    Optional<Answer> answer =
        Answer.readFrom(device)
            .filter(a -> request.filter(r -> r.id().equals(a.request())).isPresent());
    return new DeviceContents(
        request,
        answer,
        Receipt.readFrom(device)
            .filter(r -> answer.filter(a -> a.request().equals(r.request())).isPresent()),
        HibernationMark.readFrom(device)
            .filter(h -> request.filter(r -> r.id().equals(h.request())).isPresent()));
  }

  /** Whether memory of A lies there, whole or in part. */
  boolean hasDump() {
    return answer.isPresent();
  }

  /** Whether that is a whole dump. */
  boolean isWhole() {
    return hasWholeAnswer() && hibernation.isEmpty();
  }

  /** Whether a hibernated system lies there that was not resumed yet. */
  boolean isHibernated() {
    return hibernation.filter(h -> h.state() == HibernationMark.State.COMPLETE).isPresent();
  }

  private boolean hasWholeAnswer() {
    return answer.filter(a -> a.state() == Answer.State.DONE).isPresent();
  }

  /** Whether it is one that could not be stored and waits for the user. */
  boolean isUnstored() {
    return isWhole() && is(Receipt.State.UNSTORED);
  }

  /**
   * Whether a dump lies there that nobody wanted to be left there, or a request that nobody waits
   * for any more: whoever enters B next would have it answered.
   */
  boolean isRemains() {
    return request.isPresent()
        && !isHibernated()
        && !isUnstored()
        && !(isWhole() && is(Receipt.State.LEFT));
  }

  private boolean is(Receipt.State state) {
    return receipt.filter(r -> r.state() == state).isPresent();
  }

  /** The label that the snapshot was to have, if that was noted. */
  Optional<String> label() {
    return receipt.map(Receipt::label);
  }

  /** When the dump was taken, by A's wall clock. */
  Instant takenAt() {
    return request.orElseThrow().takenAt();
  }

  Optional<Duration> pause() {
    return receipt.flatMap(Receipt::pause);
  }

  /**
   * Makes sure that a dump which waits for the user is not overwritten.
   *
   * @throws CaptureException {@link Reason#NOT_STORED} if there is one
   */
  void requireNothingUnstored(String path) throws CaptureException {
    if (isHibernated()) {
      throw new CaptureException(
          Reason.NOT_STORED,
          ("%s holds a system that was hibernated at %s: resume it with `kexshot resume --device"
                  + " DEV`, or give it up with `kexshot capture erase --device DEV`")
              .formatted(path, takenAt()));
    }
    if (isUnstored()) {
      throw new CaptureException(
          Reason.NOT_STORED,
          ("%s holds the snapshot \"%s\" of %s, which could not be stored: store it with `kexshot"
                  + " capture store`, or give it up with `kexshot capture erase`")
              .formatted(path, receipt.orElseThrow().label(), takenAt()));
    }
  }

  /**
   * Overwrites the dump with zeros, then what was asked and said of it. The label stays, and a
   * device that nothing was asked on is left alone.
   *
   * @param raw opened exclusively
   */
  void erase(SnapshotDevice device, RawDevice raw) throws IOException {
    if (request.isEmpty()) {
      return;
    }
    if (hasWholeAnswer()) {
      raw.zero(
          DeviceLayout.DUMP,
          answer.orElseThrow().dumpLength() + RawDevice.BLOCK - 1 & -RawDevice.BLOCK);
    } else if (hasDump()) {
      eraseBrokenOff(raw, device.size() & -RawDevice.BLOCK);
    }
    if (hibernation.isPresent()) {
      raw.zero(DeviceLayout.MACHINE, DeviceLayout.MACHINE_SIZE);
    }
    raw.flush();
    Request.clear(raw);
  }

  /**
   * Nothing tells how long it is. It was written in order, and behind it lie zeros, as erasing left
   * them; so many of them in a row it has none itself.
   */
  private static void eraseBrokenOff(RawDevice raw, long end) throws IOException {
    for (long at = DeviceLayout.DUMP; at < end; at += STEP) {
      long length = Math.min(STEP, end - at);
      if (isZero(raw, at, length)) {
        return;
      }
      raw.zero(at, length);
    }
  }

  private static boolean isZero(RawDevice raw, long from, long length) throws IOException {
    for (long done = 0; done < length; done += RawDevice.TRANSFER) {
      int count = (int) Math.min(RawDevice.TRANSFER, length - done);
      raw.read(from + done, count);
      ByteBuffer bytes = raw.buffer().clear().limit(count);
      if (bytes.mismatch(ByteBuffer.allocate(count)) >= 0) {
        return false;
      }
    }
    return true;
  }
}
