package org.kexshot.capture.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trees as sysfs has them. */
class DeviceDriversTest {
  private static final String BRIDGE = "pci0000:00";

  @TempDir private Path sysfs;

  @BeforeEach
  void makeRoots() throws IOException {
    Files.createDirectories(sysfs.resolve("devices"));
    Files.createDirectories(sysfs.resolve("class/block"));
  }

  @Test
  void aVirtioDiskHasItsBusBeforeItself() throws IOException {
    driver(BRIDGE + "/0000:00:04.0", "virtio_pci", true);
    driver(BRIDGE + "/0000:00:04.0/virtio1", "virtio_blk", true);
    disk(BRIDGE + "/0000:00:04.0/virtio1/block/vda");
    disk(BRIDGE + "/0000:00:04.0/virtio1/block/vda/vda2");
    assertThat(DeviceDrivers.of(sysfs, "vda").names()).containsExactly("virtio_pci", "virtio_blk");
    assertThat(DeviceDrivers.of(sysfs, "vda2")).isEqualTo(DeviceDrivers.of(sysfs, "vda"));
  }

  @Test
  void aScsiDiskHasThreeDriversAndABridgeOne() throws IOException {
    driver(BRIDGE + "/0000:00:1c.0", "pcieportdrv", false);
    driver(BRIDGE + "/0000:00:1c.0/0000:01:00.0", "virtio_pci", true);
    driver(BRIDGE + "/0000:00:1c.0/0000:01:00.0/virtio2", "virtio_scsi", true);
    String target = BRIDGE + "/0000:00:1c.0/0000:01:00.0/virtio2/host0/target0:0:0/0:0:0:0";
    driver(target, "sd_mod", true);
    disk(target + "/block/sda");
    DeviceDrivers drivers = DeviceDrivers.of(sysfs, "sda");
    assertThat(drivers.names())
        .containsExactly("pcieportdrv", "virtio_pci", "virtio_scsi", "sd_mod");
    assertThat(drivers.loadable()).containsExactly("virtio_pci", "virtio_scsi", "sd_mod");
  }

  @Test
  void anNvmeDiskOfSeveralControllersHasTheirDrivers() throws IOException {
    driver(BRIDGE + "/0000:00:05.0", "nvme", true);
    driver(BRIDGE + "/0000:00:0e.0", "vmd", true);
    driver(BRIDGE + "/0000:00:0e.0/pci10000:e0/10000:e0:06.0", "nvme", true);
    Path first = device(BRIDGE + "/0000:00:05.0/nvme/nvme0");
    Path second = device(BRIDGE + "/0000:00:0e.0/pci10000:e0/10000:e0:06.0/nvme/nvme1");
    disk("virtual/nvme-subsystem/nvme-subsys0/nvme0n1");
    Path subsystem = sysfs.resolve("devices/virtual/nvme-subsystem/nvme-subsys0");
    Files.createSymbolicLink(subsystem.resolve("nvme0"), first);
    Files.createSymbolicLink(subsystem.resolve("nvme1"), second);
    assertThat(DeviceDrivers.of(sysfs, "nvme0n1").names()).containsExactlyInAnyOrder("nvme", "vmd");
  }

  @Test
  void whatSoftwareMakesIsNoDisk() throws IOException {
    disk("virtual/block/dm-0");
    assertThatThrownBy(() -> DeviceDrivers.of(sysfs, "dm-0"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("virtual/block/dm-0")
        .hasMessageContaining("by software");
  }

  private Path device(String path) throws IOException {
    return Files.createDirectories(sysfs.resolve("devices").resolve(path));
  }

  private void disk(String path) throws IOException {
    Path device = device(path);
    Files.createSymbolicLink(sysfs.resolve("class/block").resolve(device.getFileName()), device);
  }

  private void driver(String path, String module, boolean loadable) throws IOException {
    Path entry = Files.createDirectories(sysfs.resolve("module").resolve(module));
    if (loadable) {
      Files.writeString(entry.resolve("initstate"), "live\n");
    }
    Path driver = Files.createDirectories(sysfs.resolve("bus/drivers").resolve("the-" + module));
    if (!Files.exists(driver.resolve("module"))) {
      Files.createSymbolicLink(driver.resolve("module"), entry);
    }
    Files.createSymbolicLink(device(path).resolve("driver"), driver);
  }
}
