package org.kexshot.capture.kernel;

import java.io.IOException;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kexshot.address.PhysicalRange;
import org.kexshot.kexec.LentMemory;

/**
 * What is remembered of the loaded capture kernel until the next boot, in {@code /run/kexshot}.
 *
 * @param device the snapshot device's path
 * @param deviceId what its label says
 * @param kernel the capture kernel's file
 * @param release its release
 * @param modules what it loads to see the device
 * @param range B's memory above the low one
 * @param kimageHead {@code kexec_image->head}, 0 if it could not be read
 * @param lent how the range is found again where A lends it; empty where the jump exchanges it
 * @param notLent why the jump exchanges it; empty where A lends it
 * @param loadedAt when
 */
public record CaptureState(
    String device,
    UUID deviceId,
    String kernel,
    String release,
    List<String> modules,
    PhysicalRange range,
    long kimageHead,
    Optional<LentMemory.Ticket> lent,
    String notLent,
    Instant loadedAt) {
  private static final Path DIRECTORY = Path.of("/run/kexshot");
  private static final Path FILE = DIRECTORY.resolve("capture");
  private static final Path UNFINISHED = DIRECTORY.resolve("capture.unfinished");

  /** Empty if no capture kernel was loaded by kexshot since boot. */
  public static Optional<CaptureState> read() throws IOException {
    List<String> lines;
    try {
      lines = Files.readAllLines(FILE);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    try {
      Map<String, String> p = new HashMap<>();
      for (String line : lines) {
        int equals = line.indexOf('=');
        p.put(line.substring(0, equals), line.substring(equals + 1));
      }
      PhysicalRange range =
          new PhysicalRange(
              Long.parseUnsignedLong(p.get("range.start"), 16),
              Long.parseUnsignedLong(p.get("range.end"), 16));
      return Optional.of(
          new CaptureState(
              p.get("device"),
              UUID.fromString(p.get("device.id")),
              p.get("kernel"),
              p.get("release"),
              Stream.of(p.get("modules").split(",")).filter(name -> !name.isEmpty()).toList(),
              range,
              Long.parseUnsignedLong(p.get("kimage.head"), 16),
              lent(p, range),
              p.get("not.lent"),
              Instant.parse(p.get("loaded.at"))));
    } catch (RuntimeException e) {
      throw new IOException(FILE + ": damaged; load again, or run `kexshot capture unload`", e);
    }
  }

  private static Optional<LentMemory.Ticket> lent(Map<String, String> p, PhysicalRange range) {
    if (!p.containsKey("lent.id")) {
      return Optional.empty();
    }
    return Optional.of(
        new LentMemory.Ticket(
            Integer.parseInt(p.get("lent.id")),
            Long.parseLong(p.get("lent.page.size")),
            range,
            Stream.of(p.get("lent.pages").split(",")).map(Integer::valueOf).toList()));
  }

  private static List<String> lines(LentMemory.Ticket ticket) {
    return List.of(
        "lent.id=" + ticket.id(),
        "lent.page.size=" + ticket.pageSize(),
        "lent.pages="
            + ticket.pages().stream().map(String::valueOf).collect(Collectors.joining(",")));
  }

  public void write() throws IOException {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "device=" + device,
                "device.id=" + deviceId,
                "kernel=" + kernel,
                "release=" + release,
                "modules=" + String.join(",", modules),
                "range.start=" + Long.toHexString(range.start()),
                "range.end=" + Long.toHexString(range.end()),
                "kimage.head=" + Long.toHexString(kimageHead),
                "not.lent=" + notLent,
                "loaded.at=" + loadedAt));
    lent.ifPresent(ticket -> lines.addAll(lines(ticket)));
    String text = String.join("\n", lines) + "\n";
    Files.createDirectories(
        DIRECTORY,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.deleteIfExists(UNFINISHED);
    try (ByteChannel out =
        Files.newByteChannel(
            UNFINISHED,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      out.write(StandardCharsets.UTF_8.encode(text));
    }
    Files.move(UNFINISHED, FILE, StandardCopyOption.ATOMIC_MOVE);
  }

  public static void delete() throws IOException {
    Files.deleteIfExists(FILE);
  }
}
