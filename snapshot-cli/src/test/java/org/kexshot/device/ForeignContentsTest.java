package org.kexshot.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reads the sectors that the formats' own tools wrote. */
class ForeignContentsTest {
  private static final Path FROZEN = Path.of("src/test/resources/frozen/device-signatures.txt");

  @TempDir Path directory;

  /**
   * A device of the frozen file.
   *
   * @param lines of bytes that are not zero, each with its offset
   */
  record Frozen(String name, long size, List<String> holds, List<String> lines) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Frozen> devices() throws IOException {
    List<Frozen> devices = new ArrayList<>();
    for (String line : Files.readAllLines(FROZEN)) {
      if (line.startsWith("device ")) {
        String[] words = line.split(" ");
        devices.add(
            new Frozen(words[1], Long.parseLong(words[3]), new ArrayList<>(), new ArrayList<>()));
      } else if (line.startsWith("holds ")) {
        devices.get(devices.size() - 1).holds().add(line.substring("holds ".length()));
      } else if (line.startsWith("0x")) {
        devices.get(devices.size() - 1).lines().add(line);
      }
    }
    return devices;
  }

  @ParameterizedTest
  @MethodSource("devices")
  void whatToolsWroteIsKnown(Frozen frozen) throws IOException {
    assertThat(frozen.holds()).isNotEmpty();
    assertThat(found(write(frozen))).containsExactlyElementsOf(frozen.holds());
  }

  @Test
  void theFrozenFileHasThemAll() throws IOException {
    assertThat(devices()).hasSizeGreaterThan(35);
  }

  @Test
  void anEmptyDeviceHoldsNothing() throws IOException {
    for (long size : new long[] {0, 512, 4096, (64L << 20) + 512}) {
      assertThat(found(device(size))).isEmpty();
    }
  }

  @Test
  void aMessageNamesEachKindOnceWithItsOffsets() {
    ForeignContents contents =
        new ForeignContents(
            List.of(
                new FoundSignature("a FAT file system", 0x36, 8),
                new FoundSignature("a member of a ZFS pool", 0x4014, 12),
                new FoundSignature("a member of a ZFS pool", 0x44014, 12)),
            List.of("sda1", "sda2"));
    assertThat(contents.inWords())
        .isEqualTo(
            "a FAT file system (at 0x36) and a member of a ZFS pool (at 0x4014, 0x44014) and"
                + " partitions (sda1, sda2)");
  }

  private static List<String> found(Path device) throws IOException {
    return ForeignContents.of(device).signatures().stream()
        .map(signature -> "0x%x %s".formatted(signature.offset(), signature.contents()))
        .toList();
  }

  private Path write(Frozen frozen) throws IOException {
    Path device = device(frozen.size());
    try (FileChannel channel = FileChannel.open(device, StandardOpenOption.WRITE)) {
      for (String line : frozen.lines()) {
        String[] words = line.split(" ");
        channel.write(ByteBuffer.wrap(HexFormat.of().parseHex(words[1])), Long.decode(words[0]));
      }
    }
    return device;
  }

  private Path device(long size) throws IOException {
    Path device = directory.resolve("device");
    Files.deleteIfExists(device);
    try (FileChannel channel =
        FileChannel.open(device, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      if (size > 0) {
        channel.write(ByteBuffer.allocate(1), size - 1);
      }
    }
    return device;
  }
}
