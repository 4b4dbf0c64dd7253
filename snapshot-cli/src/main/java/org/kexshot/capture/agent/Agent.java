package org.kexshot.capture.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kexshot.capture.channel.Answer;
import org.kexshot.capture.channel.Handover;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.capture.channel.Request;
import org.kexshot.linux.RawDevice;
import org.kexshot.linux.SystemCalls;

/**
 * The capture kernel's one process besides process 1. It takes A's request from the snapshot
 * device, dumps A's memory there, and jumps back; when A jumps in again the jump returns here and
 * the next request is due. Whatever goes wrong is answered and A is gone back to. If this process
 * dies, process 1 goes back.
 */
public final class Agent {
  private static final Logger LOG = Logger.getLogger("kexshot.agent");
  private static final Path DEVICE_LINK = Path.of("/device");

  private final RawDevice device;
  private final Handover handover;

  private Agent(RawDevice device, Handover handover) {
    this.device = device;
    this.handover = handover;
  }

  /**
   * @param arguments a {@link Handover}
   */
  public static void main(String[] arguments) {
    try {
      Handover handover = Handover.of(arguments);
      ReturnImage.tellGdt(handover);
      DriverLoader.load();
      String path = DeviceFinder.find(handover.device());
      Files.deleteIfExists(DEVICE_LINK);
      Files.createSymbolicLink(DEVICE_LINK, Path.of(path));
      try (RawDevice device = RawDevice.openForWriting(path)) {
        new Agent(device, handover).serve();
      }
    } catch (IOException | RuntimeException e) {
      LOG.log(Level.SEVERE, "the capture agent ends", e);
      System.exit(1);
    }
  }

  private void serve() throws IOException {
    long entered = System.nanoTime() - uptimeNanos();
    while (true) {
      Optional<Request> request = Request.readFrom(device);
      if (request.isPresent() && !isAnswered(request.get())) {
        answer(request.get(), entered);
      }
      SystemCalls.jump();
      entered = System.nanoTime();
    }
  }

  /**
   * Whether A was told something already, perhaps by an agent that died at it. A jump that nobody
   * of kexshot made, such as `kexec -e`, finds nothing to do then.
   */
  private boolean isAnswered(Request request) throws IOException {
    return Answer.readFrom(device)
        .filter(answer -> answer.request().equals(request.id()))
        .isPresent();
  }

  private void answer(Request request, long entered) throws IOException {
    Answer.begun(request.id()).writeTo(device);
    Answer answer;
    Optional<HibernationMark> image = Optional.empty();
    Deadline deadline = Deadline.in(request.deadlineSeconds(), request.id(), device.path());
    try {
      if (request.ending().hibernates()) {
        HibernationTask.Written written =
            new HibernationTask(device, request, handover, entered).run();
        answer = written.answer();
        image = Optional.of(written.mark());
      } else {
        answer = new DumpTask(device, request, handover, entered).run();
      }
    } catch (IOException | RuntimeException | LinkageError e) {
      LOG.log(Level.WARNING, "no dump", e);
      answer = Answer.failed(request.id(), describe(e));
    } catch (OutOfMemoryError e) {
      answer =
          Answer.failed(
              request.id(), "the capture agent's memory was too small: " + e.getMessage());
    } finally {
      deadline.cancel();
    }
    answer.writeTo(device);
    if (image.isPresent()) {
      end(request, image.get());
    }
  }

  /**
   * Makes the image valid and ends the machine. Returns only if the machine cannot be ended: the
   * image is not valid then, for A goes on.
   */
  private void end(Request request, HibernationMark image) throws IOException {
    image.writeTo(device);
    try {
      switch (request.ending()) {
        case POWER_OFF -> SystemCalls.powerOff();
        case REBOOT -> SystemCalls.restart();
        default -> SystemCalls.halt();
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the machine does not end", e);
      image.as(HibernationMark.State.ASKED).writeTo(device);
      Answer.failed(request.id(), describe(e)).writeTo(device);
    }
  }

  /** Time since this kernel booted, which is when A first entered it. */
  private static long uptimeNanos() throws IOException {
    String uptime = Files.readString(Path.of("/proc/uptime"));
    return (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1e9);
  }

  private static String describe(Throwable e) {
    return e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString();
  }
}
