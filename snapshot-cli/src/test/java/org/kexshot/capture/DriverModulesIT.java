package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/**
 * One guest whose disks all have drivers in modules: a snapshot goes to each kind of disk, by
 * modules that the capture kernel takes along. (The other tests of x86_64 take virtio disks.)
 */
class DriverModulesIT {
  private static final String NAME = "driver-modules";
  private static final String MODULES = "/lib/modules/$(uname -r)";
  private static CaptureGuest guest;

  @BeforeAll
  static void boot() throws IOException {
    List<String> options = new ArrayList<>();
    options.addAll(drive("nvme"));
    options.addAll(List.of("-device", "nvme,drive=nvme,serial=nvme"));
    options.addAll(drive("sata"));
    options.addAll(List.of("-device", "ich9-ahci,id=ahci"));
    options.addAll(List.of("-device", "ide-hd,bus=ahci.0,drive=sata"));
    options.addAll(drive("scsi"));
    options.addAll(List.of("-device", "virtio-scsi-pci,id=scsi-bus"));
    options.addAll(List.of("-device", "scsi-hd,bus=scsi-bus.0,drive=scsi"));
    guest =
        CaptureGuest.boot(
            GuestArchitecture.X86_64,
            NAME,
            settings -> settings.withQemuOptions(options.toArray(new String[0])));
    guest.run(
        """
        (i=0; while :; do echo $i; i=$((i+1)); usleep 100000; done) >/tmp/counter 2>&1 &
        modprobe -a nvme ahci virtio_scsi sd_mod
        until [ "$(ls -d /sys/block/sd? | wc -l)" = 2 ] && [ -b /dev/nvme0n1 ]; do usleep 100000; done
        """);
  }

  private static List<String> drive(String name) throws IOException {
    Path file = CaptureGuest.directory(GuestArchitecture.X86_64, NAME).resolve(name + ".img");
    Lab.createDisk(file, 1L << 30);
    return List.of("-drive", "if=none,format=raw,id=" + name + ",file=" + file);
  }

  @AfterAll
  static void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @Test
  void nvme() throws IOException {
    assertThat(snapshotTo("/dev/nvme0n1")).containsExactly("nvme_core", "nvme");
  }

  @Test
  void sataByModulesThatArePacked() throws IOException {
    guest.run(
        "cd %s; gzip kernel/drivers/ata/*ahci.ko; sed -i 's/ahci[.]ko/&.gz/g' modules.dep"
            .formatted(MODULES));
    assertThat(snapshotTo(scsiDisk("/ata"))).contains("libata", "ahci").endsWith("sd_mod");
  }

  @Test
  void virtioScsi() throws IOException {
    assertThat(snapshotTo(scsiDisk("/virtio")))
        .containsSubsequence("virtio", "virtio_pci", "virtio_scsi", "sd_mod");
  }

  @Test
  void whatIsMissingIsNamed() throws IOException {
    String load = "capture load --device /dev/nvme0n1";
    refused(13, load + " --modules /nowhere", "/nowhere", "nvme");
    guest.run("mkdir /tmp/modules; cp %s/modules.* /tmp/modules".formatted(MODULES));
    refused(13, load + " --modules /tmp/modules", "nvme-core.ko", "no such file");
    guest.run("sed -i /nvme/d /tmp/modules/modules.dep");
    refused(13, load + " --modules /tmp/modules", "/tmp/modules", "nvme", "modules.dep");
    guest.run("truncate -s 16M /tmp/file; modprobe loop; losetup /dev/loop0 /tmp/file");
    refused(12, "capture load --device /dev/loop0", "loop0", "by software");
  }

  /** Without the modules the capture kernel finds no device, and A goes on. */
  @Test
  void aCaptureKernelWithoutDriversComesBack() throws IOException {
    guest.succeed("capture load --device /dev/nvme0n1 --no-modules");
    refused(15, "snap blind --method kernel --dump-level 31", "driver");
    alive();
  }

  /** The names of the modules that the capture kernel took. */
  private static List<String> snapshotTo(String device) throws IOException {
    JsonNode loaded = guest.json("capture load --device " + device);
    List<String> modules = new ArrayList<>();
    loaded.get("modules").forEach(module -> modules.add(module.asText()));
    for (String time : List.of("first", "second")) {
      JsonNode snapshot =
          guest.json("snap --method kernel --dump-level 31 " + time + device.replace('/', '-'));
      assertThat(snapshot.get("figures").get("pages.kept").asLong()).isGreaterThan(5_000);
    }
    alive();
    return modules;
  }

  /** The disk that lies behind such a part of the path of devices. */
  private static String scsiDisk(String part) throws IOException {
    String links = guest.run("for disk in /sys/block/sd?; do readlink -f $disk; done");
    return links
        .lines()
        .filter(link -> link.contains(part))
        .map(link -> "/dev/" + link.substring(link.lastIndexOf('/') + 1))
        .findFirst()
        .orElseThrow();
  }

  private static void refused(int exitCode, String arguments, String... words) throws IOException {
    ExecResult result = guest.kexshot(arguments);
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isEqualTo(exitCode);
    assertThat(result.errorText()).contains(words).doesNotContain("\tat ");
  }

  private static void alive() throws IOException {
    List<String> counter = guest.run("sleep 1; cat /tmp/counter").lines().toList();
    for (int i = 0; i < counter.size(); i++) {
      assertThat(counter.get(i)).isEqualTo(Integer.toString(i));
    }
    assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
  }
}
