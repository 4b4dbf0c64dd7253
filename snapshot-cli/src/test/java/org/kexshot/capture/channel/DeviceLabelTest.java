package org.kexshot.capture.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.device.ForeignContents;

class DeviceLabelTest {
  @TempDir Path directory;

  /** Else a snapshot device could not be loaded for a second time. */
  @Test
  void aSnapshotDeviceHoldsNothingOfOthers() throws IOException {
    Path device = directory.resolve("device");
    Map<String, String> values = Map.of("message", "ext4 XFSB LVM2 001 ".repeat(200));
    try (FileChannel channel =
        FileChannel.open(device, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(block("KXLABEL1", Map.of("device.id", "1-2-3")), DeviceLayout.LABEL);
      channel.write(block("KXREQST1", values), DeviceLayout.REQUEST);
      channel.write(block("KXANSWR1", values), DeviceLayout.ANSWER);
      channel.write(text("KXEPITAF"), DeviceLayout.EPITAPH);
      channel.write(text("makedumpfile"), DeviceLayout.DUMP);
      channel.write(text("\0"), DeviceLayout.MINIMUM_SIZE - 1);
    }
    assertThat(ForeignContents.of(device).isEmpty()).isTrue();
  }

  private static ByteBuffer block(String magic, Map<String, String> values) throws IOException {
    return ByteBuffer.wrap(Block.encode(magic, values));
  }

  private static ByteBuffer text(String characters) {
    return ByteBuffer.wrap(characters.getBytes(StandardCharsets.US_ASCII));
  }
}
