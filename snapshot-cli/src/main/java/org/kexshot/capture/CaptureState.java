package org.kexshot.capture;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.kexshot.address.PhysicalRange;

/**
 * What is remembered of the loaded capture kernel until the next boot, in {@code /run/kexshot}.
 *
 * @param device the snapshot device's path
 * @param deviceId what its label says
 * @param kernel the capture kernel's file
 * @param release its release
 * @param range B's memory above the low one
 * @param kimageHead {@code kexec_image->head}, 0 if it could not be read
 * @param loadedAt when
 */
public record CaptureState(
    String device,
    UUID deviceId,
    String kernel,
    String release,
    PhysicalRange range,
    long kimageHead,
    Instant loadedAt) {
  private static final Path DIRECTORY = Path.of("/run/kexshot");
  private static final Path FILE = DIRECTORY.resolve("capture");

  /** Empty if no capture kernel was loaded by kexshot since boot. */
  public static Optional<CaptureState> read() throws IOException {
    Properties p = new Properties();
    try (Reader in = Files.newBufferedReader(FILE)) {
      p.load(in);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new CaptureState(
              p.getProperty("device"),
              UUID.fromString(p.getProperty("device.id")),
              p.getProperty("kernel"),
              p.getProperty("release"),
              new PhysicalRange(
                  Long.parseUnsignedLong(p.getProperty("range.start"), 16),
                  Long.parseUnsignedLong(p.getProperty("range.end"), 16)),
              Long.parseUnsignedLong(p.getProperty("kimage.head"), 16),
              Instant.parse(p.getProperty("loaded.at"))));
    } catch (RuntimeException e) {
      throw new IOException(FILE + ": damaged; run `kexshot capture unload` and load again", e);
    }
  }

  public void write() throws IOException {
    Properties p = new Properties();
    p.setProperty("device", device);
    p.setProperty("device.id", deviceId.toString());
    p.setProperty("kernel", kernel);
    p.setProperty("release", release);
    p.setProperty("range.start", Long.toHexString(range.start()));
    p.setProperty("range.end", Long.toHexString(range.end()));
    p.setProperty("kimage.head", Long.toHexString(kimageHead));
    p.setProperty("loaded.at", loadedAt.toString());
    Files.createDirectories(
        DIRECTORY,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path temporary =
        Files.createTempFile(
            DIRECTORY,
            "capture",
            null,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (Writer out = Files.newBufferedWriter(temporary)) {
      p.store(out, null);
    }
    Files.move(temporary, FILE, StandardCopyOption.ATOMIC_MOVE);
  }

  public static void delete() throws IOException {
    Files.deleteIfExists(FILE);
  }
}
