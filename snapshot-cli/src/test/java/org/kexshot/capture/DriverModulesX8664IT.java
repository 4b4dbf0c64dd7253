package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;

/** Virtio's drivers are modules too. */
class DriverModulesX8664IT extends DriverModulesSuite {
  private static final String MODULES = "/lib/modules/$(uname -r)";

  DriverModulesX8664IT() {
    super(GuestArchitecture.X86_64, 2);
  }

  @Test
  @Override
  void virtioScsi() throws IOException {
    assertThat(snapshotTo(SCSI))
        .containsSubsequence("virtio", "virtio_pci", "virtio_scsi", "sd_mod");
  }

  @Test
  @Override
  void sata() throws IOException {
    guest()
        .run(
            "cd %s; gzip kernel/drivers/ata/*ahci.ko; sed -i 's/ahci[.]ko/&.gz/g' modules.dep"
                .formatted(MODULES));
    super.sata();
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    String load = "capture load --device " + NVME;
    refused(13, load + " --modules /nowhere", "/nowhere", "nvme");
    guest().run("mkdir /tmp/modules; cp %s/modules.* /tmp/modules".formatted(MODULES));
    refused(13, load + " --modules /tmp/modules", "nvme-core.ko", "no such file");
    guest().run("sed -i /nvme/d /tmp/modules/modules.dep");
    refused(13, load + " --modules /tmp/modules", "/tmp/modules", "nvme", "modules.dep");
    guest().run("truncate -s 16M /tmp/file; modprobe loop; losetup /dev/loop0 /tmp/file");
    refused(12, "capture load --device /dev/loop0", "loop0", "by software");
  }

  /** Without the modules the capture kernel finds no device, and A goes on. */
  @Test
  void aCaptureKernelWithoutDriversComesBack() throws IOException {
    guest().succeed("capture load --device " + NVME + " --no-modules");
    refused(15, "snap blind --method kernel --dump-level 31", "driver");
    alive();
  }
}
