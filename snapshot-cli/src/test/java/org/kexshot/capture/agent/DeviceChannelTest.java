package org.kexshot.capture.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.channel.DumpSum;
import org.kexshot.linux.RawDevice;

class DeviceChannelTest {
  private static final int START = 1 << 20;
  private static final int SIZE = 12 << 20;

  private final Random random = new Random(1);

  /** Not on a file system in memory, which may have no {@code O_DIRECT}. */
  private Path device;

  @BeforeEach
  void make() throws IOException {
    device = Files.createTempFile(Path.of("target"), "device", ".img");
    try (RandomAccessFile file = new RandomAccessFile(device.toFile(), "rw")) {
      file.setLength(SIZE);
    }
  }

  @AfterEach
  void delete() throws IOException {
    Files.delete(device);
  }

  /** More than all buffers hold, so that each is used several times. */
  @Test
  void bytesLieInOrderPaddedToABlock() throws IOException {
    byte[] bytes = new byte[(9 << 20) + 12_345];
    random.nextBytes(bytes);
    String sum;
    try (DeviceChannel channel = DeviceChannel.open(device.toString(), START, SIZE)) {
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(700_000), bytes.length - at);
        assertThat(channel.write(ByteBuffer.wrap(bytes, at, length))).isEqualTo(length);
        at += length;
      }
      channel.finish();
      sum = channel.sum();
    }
    byte[] padded = Arrays.copyOf(bytes, (bytes.length + RawDevice.BLOCK - 1) & -RawDevice.BLOCK);
    byte[] device = Files.readAllBytes(this.device);
    assertThat(device).startsWith(new byte[START]);
    assertThat(Arrays.copyOfRange(device, START, START + padded.length)).isEqualTo(padded);
    assertThat(device).endsWith(new byte[SIZE - START - padded.length]);
    assertThat(sum).isEqualTo(DumpSum.of(ByteBuffer.wrap(padded)));
  }

  @Test
  void whatDoesNotFitIsNotWritten() throws IOException {
    int capacity = START + (2 << 20) + 100;
    try (DeviceChannel channel = DeviceChannel.open(device.toString(), START, capacity)) {
      channel.write(ByteBuffer.allocate(2 << 20));
      channel.write(ByteBuffer.allocate(1));
      assertThatThrownBy(channel::finish).hasMessageContaining("is full: 2 MiB");
    }
  }

  @Test
  void whatTheDeviceRefusesIsTold() throws IOException {
    long offset = 1L << 62; // no file system has files of that size
    try (DeviceChannel channel = DeviceChannel.open(device.toString(), offset, offset + SIZE)) {
      channel.write(ByteBuffer.allocate(100));
      assertThatThrownBy(channel::finish)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("pwrite64(\"" + device);
    }
  }
}
