package org.kexshot.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees as sysfs has them. */
class DeviceGuardTest {
  @TempDir Path root;

  @BeforeEach
  void makeMachine() throws IOException {
    add("block/vda", "pci0000:00/0000:00:04.0/virtio2/block/vda");
    add("block/vdb", "pci0000:00/0000:00:05.0/virtio3/block/vdb");
    add("block/vdb1", "pci0000:00/0000:00:05.0/virtio3/block/vdb/vdb1");
    add("block/sda", "pci0000:00/0000:00:1c.0/0000:02:00.0/ata1/host0/target0/0:0:0:0/block/sda");
    add("block/sdb", "pci0000:00/0000:00:1c.0/0000:02:00.0/ata2/host1/target1/1:0:0:0/block/sdb");
    add("block/loop0", "virtual/block/loop0");
    add("block/mmcblk0", "platform/sdhci/mmc_host/mmc0/block/mmcblk0");
    add("net/lo", "virtual/net/lo");
    add("net/eth0", "pci0000:00/0000:00:03.0/virtio1/net/eth0");
  }

  private void add(String entry, String device) throws IOException {
    Path at = root.resolve("class").resolve(entry);
    Files.createDirectories(at.getParent());
    Files.createDirectories(root.resolve("devices").resolve(device));
    Files.createSymbolicLink(at, root.resolve("devices").resolve(device));
  }

  @Test
  void allThatIsNotItsOwnIsKeptAway() throws IOException {
    DeviceGuard guard = DeviceGuard.in(root, List.of("vdb"));
    assertThat(guard.keptAway()).containsExactly("0000:00:03.0", "0000:00:04.0", "0000:02:00.0");
    assertThat(guard.withinReach()).containsExactly("mmcblk0 is on no PCI device");
  }

  @Test
  void anInterfaceMayBeIts() throws IOException {
    assertThat(DeviceGuard.in(root, List.of("eth0")).keptAway())
        .containsExactly("0000:00:04.0", "0000:00:05.0", "0000:02:00.0");
  }

  @Test
  void whatSharesAControllerIsWithinReach() throws IOException {
    DeviceGuard guard = DeviceGuard.in(root, List.of("sda"));
    assertThat(guard.keptAway()).doesNotContain("0000:02:00.0");
    assertThat(guard.withinReach())
        .contains("sdb is on the controller 0000:02:00.0 of what it uses");
    assertThat(DeviceGuard.in(root, List.of("vdb1")).withinReach())
        .contains("vdb is on the controller 0000:00:05.0 of what it uses");
  }

  @Test
  void theScriptStartsWhatTheUserNames() throws IOException {
    DeviceGuard guard = new DeviceGuard(List.of("0000:00:04.0"), List.of());
    assertThat(text(guard, "root=/dev/vdb"))
        .contains("for device in 0000:00:04.0; do", "exec /init \"$@\"");
    assertThat(text(guard, "rdinit=/first quiet rdinit=/my/init")).contains("exec /my/init \"$@\"");
    assertThat(DeviceGuard.withoutInit("a rdinit=/my/init b")).isEqualTo("a b");
  }

  private static String text(DeviceGuard guard, String append) throws IOException {
    return new String(guard.archive(append), StandardCharsets.US_ASCII);
  }
}
