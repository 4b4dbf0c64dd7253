package org.kexshot.device;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees as sysfs and procfs have them. */
class BlockDeviceTest {
  @TempDir Path root;

  @BeforeEach
  void makeMachine() throws IOException {
    write("proc/self/mountinfo", "21 1 8:1 / / rw,relatime - ext4 /dev/root rw\n");
    write("proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
    disk("sda", "8:0");
    disk("sda/sda1", "8:1");
    write("sys/class/block/sda/sda1/partition", "1\n");
    disk("sda/sda2", "8:2");
    write("sys/class/block/sda/sda2/partition", "2\n");
    Files.createSymbolicLink(
        root.resolve("sys/class/block/sda2"), root.resolve("sys/class/block/sda/sda2"));
    disk("sdb", "8:16");
  }

  @Test
  void onlyBlockDevicesAreSo() throws IOException {
    assertThat(BlockDevice.of(root.resolve("proc/swaps"))).isEmpty();
    assertThat(BlockDevice.of(Path.of("/dev/null"))).isEmpty();
  }

  @Test
  void anUnusedDisk() throws IOException {
    assertThat(device("sdb").use()).isEmpty();
    assertThat(device("sdb").partitions()).isEmpty();
    assertThat(device("sdb").size()).isEqualTo(1L << 20);
  }

  @Test
  void aDiskIsUsedThroughItsPartitions() throws IOException {
    assertThat(device("sda").partitions()).containsExactly("sda1", "sda2");
    assertThat(device("sda").use()).contains("its partition sda1 is mounted at /");
    assertThat(device("sda2").use()).isEmpty();
  }

  @Test
  void aMountIsKnownByTheNumberAndByTheName() throws IOException {
    write("proc/self/mountinfo", "30 21 8:2 / /srv rw - xfs /dev/mapper/other rw\n");
    assertThat(device("sda2").use()).contains("mounted at /srv");
    // Btrfs has a number of its own.
    write("proc/self/mountinfo", "31 21 0:40 /sub /data rw shared:1 - btrfs /dev/sdb rw\n");
    assertThat(device("sdb").use()).contains("mounted at /data");
  }

  @Test
  void swapSpace() throws IOException {
    write("proc/swaps", "Filename\tType\n/dev/sdb                   partition\t1048572\n");
    assertThat(device("sdb").use()).contains("in use as swap space");
  }

  @Test
  void partOfAnotherDevice() throws IOException {
    write("proc/self/mountinfo", "");
    write("sys/class/block/sda/sda2/holders/dm-0", "");
    assertThat(device("sda2").use()).contains("part of dm-0");
    assertThat(device("sda").use()).contains("its partition sda2 is part of dm-0");
  }

  private BlockDevice device(String name) {
    return BlockDevice.in(root.resolve("sys"), root.resolve("proc"), name);
  }

  private void disk(String path, String number) throws IOException {
    write("sys/class/block/" + path + "/dev", number + "\n");
    write("sys/class/block/" + path + "/size", "2048\n");
    Files.createDirectories(root.resolve("sys/class/block/" + path + "/holders"));
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
