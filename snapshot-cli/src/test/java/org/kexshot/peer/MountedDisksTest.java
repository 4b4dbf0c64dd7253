package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MountedDisksTest {
  private static ByteBuffer superblock() {
    ByteBuffer bytes = ByteBuffer.allocate(4096);
    bytes.put(1024 + 0x38, (byte) 0x53).put(1024 + 0x39, (byte) 0xef);
    return bytes;
  }

  @Test
  void aMountIsSeenAndAWriteIsNot() {
    ByteBuffer bytes = superblock();
    String before = MountedDisks.mark(bytes);
    bytes.put(1024 + 0x30, (byte) 1); // s_wtime
    assertThat(MountedDisks.mark(bytes)).isEqualTo(before).isNotEmpty();
    bytes.put(1024 + 0x34, (byte) 1); // s_mnt_count
    assertThat(MountedDisks.mark(bytes)).isNotEqualTo(before);
  }

  @Test
  void otherContentsHaveNoMark() {
    assertThat(MountedDisks.mark(ByteBuffer.allocate(4096))).isEmpty();
  }

  @Test
  void whatIsNotMountedAnyMoreIsNotCompared() {
    MountedDisks before = new MountedDisks(Map.of("/dev/a", "1", "/dev/b", "1", "/dev/c", "1"));
    MountedDisks after = new MountedDisks(Map.of("/dev/a", "1", "/dev/b", "2"));
    assertThat(before.changedIn(after)).containsExactly("/dev/b");
  }
}
