package org.kexshot.capture.agent;

import java.io.IOException;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.kexshot.capture.channel.Answer;
import org.kexshot.linux.RawDevice;

/**
 * Ends the agent if a dump takes too long, so that A does not stay away for ever: process 1 then
 * goes back to A.
 */
final class Deadline {
  private static final Logger LOG = Logger.getLogger("kexshot.agent");

  private final Thread watch;

  private Deadline(Thread watch) {
    this.watch = watch;
  }

  static Deadline in(int seconds, UUID request, String devicePath) {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(seconds * 1000L);
              } catch (InterruptedException e) {
                return;
              }
              end(seconds, request, devicePath);
            },
            "deadline");
    watch.setDaemon(true);
    watch.start();
    return new Deadline(watch);
  }

  private static void end(int seconds, UUID request, String devicePath) {
    try (RawDevice device = RawDevice.openForWriting(devicePath)) {
      Answer.failed(
              request,
              "the dump took longer than the %d s that it was given (--deadline)"
                  .formatted(seconds))
          .writeTo(device);
    } catch (IOException e) {
      LOG.log(Level.SEVERE, "the deadline passed and cannot be told", e);
    }
    Runtime.getRuntime().halt(2);
  }

  void cancel() {
    watch.interrupt();
  }
}
