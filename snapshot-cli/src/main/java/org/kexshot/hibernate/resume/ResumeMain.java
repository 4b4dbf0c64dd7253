package org.kexshot.hibernate.resume;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.kexshot.capture.channel.HibernationMark;
import org.kexshot.kexec.JumpLock;
import org.kexshot.linux.RawDevice;

/**
 * Resumes from an initial file system, before anything is mounted: the program that {@code kexshot
 * hibernate install} has run there. Says on the console what it does, and ends with 0 where there
 * is nothing to resume.
 */
public final class ResumeMain {
  private static final Path BLOCK_DEVICES = Path.of("/sys/class/block");

  private ResumeMain() {}

  /**
   * @param arguments the device; without one, all are looked at for a hibernated system
   */
  public static void main(String[] arguments) {
    try {
      Optional<String> device = arguments.length > 0 ? Optional.of(arguments[0]) : find();
      if (device.isPresent()) {
        try (JumpLock lock = JumpLock.take(Duration.ZERO)) {
          Resume.from(lock, device.get(), false, ResumeMain::say);
        }
      }
    } catch (IOException | RuntimeException e) {
      say(e instanceof IOException && e.getMessage() != null ? e.getMessage() : e.toString());
      System.exit(1);
    }
  }

  private static void say(String sentence) {
    System.err.println("kexshot: " + sentence);
  }

  private static Optional<String> find() throws IOException {
    try (DirectoryStream<Path> devices = Files.newDirectoryStream(BLOCK_DEVICES)) {
      for (Path device : devices) {
        String path = "/dev/" + device.getFileName().toString().replace('!', '/');
        if (isHibernated(path)) {
          return Optional.of(path);
        }
      }
    }
    return Optional.empty();
  }

  private static boolean isHibernated(String path) {
    try (RawDevice raw = RawDevice.openForReading(path)) {
      return HibernationMark.readFrom(raw)
          .filter(mark -> mark.state() != HibernationMark.State.ASKED)
          .isPresent();
    } catch (IOException e) {
      return false; // an empty drive, say
    }
  }
}
