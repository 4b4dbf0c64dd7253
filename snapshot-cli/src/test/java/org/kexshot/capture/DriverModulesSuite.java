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
import org.junit.jupiter.api.TestInstance;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/**
 * One guest whose disks all have drivers in modules: a snapshot goes to each kind of disk, by
 * modules that the capture kernel takes along. (The other tests take virtio disks.)
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DriverModulesSuite {
  static final String NVME = disk("nvme");
  static final String SATA = disk("ata");
  static final String SCSI = disk("scsi");
  private static final String NAME = "driver-modules";

  private final GuestArchitecture architecture;
  private final int snapshots;
  private CaptureGuest guest;

  /**
   * @param snapshots how many each disk takes: the first jump boots the capture kernel, the next
   *     ones find it with its drivers as they were
   */
  DriverModulesSuite(GuestArchitecture architecture, int snapshots) {
    this.architecture = architecture;
    this.snapshots = snapshots;
  }

  private static String disk(String bus) {
    return "/dev/disk/by-id/" + bus + "-mine";
  }

  @BeforeAll
  void boot() throws IOException {
    List<String> options = new ArrayList<>();
    options.addAll(drive("nvme"));
    options.addAll(List.of("-device", "nvme,drive=nvme,serial=mine"));
    options.addAll(drive("sata"));
    options.addAll(List.of("-device", "ich9-ahci,id=ahci"));
    options.addAll(List.of("-device", "ide-hd,bus=ahci.0,drive=sata,serial=mine"));
    options.addAll(drive("scsi"));
    options.addAll(List.of("-device", "virtio-scsi-pci,id=scsi-bus"));
    options.addAll(List.of("-device", "scsi-hd,bus=scsi-bus.0,drive=scsi,serial=mine"));
    guest =
        CaptureGuest.boot(
            architecture,
            NAME,
            settings -> settings.withQemuOptions(options.toArray(new String[0])));
    guest.run(
        """
        (i=0; while :; do echo $i; i=$((i+1)); usleep 100000; done) >/tmp/counter 2>&1 &
        until [ -b %s ] && [ -b %s ] && [ -b %s ]; do usleep 100000; done
        """
            .formatted(NVME, SATA, SCSI));
    guest.serveCommands();
  }

  private List<String> drive(String name) throws IOException {
    Path file = CaptureGuest.directory(architecture, NAME).resolve(name + ".img");
    Lab.createDisk(file, 1L << 30);
    return List.of("-drive", "if=none,format=raw,id=" + name + ",file=" + file);
  }

  @AfterAll
  void shutDown() throws IOException {
    if (guest != null) {
      guest.close();
    }
  }

  @Test
  void nvme() throws IOException {
    assertThat(snapshotTo(NVME)).containsExactly("nvme_core", "nvme");
  }

  @Test
  void sata() throws IOException {
    assertThat(snapshotTo(SATA)).contains("libata", "ahci").endsWith("sd_mod");
  }

  @Test
  void virtioScsi() throws IOException {
    assertThat(snapshotTo(SCSI)).containsSubsequence("virtio_scsi", "sd_mod");
  }

  final CaptureGuest guest() {
    return guest;
  }

  /** The names of the modules that the capture kernel took. */
  final List<String> snapshotTo(String device) throws IOException {
    JsonNode loaded = guest.json("capture load --device " + device);
    List<String> modules = new ArrayList<>();
    loaded.get("modules").forEach(module -> modules.add(module.asText()));
    for (int i = 0; i < snapshots; i++) {
      JsonNode snapshot = guest.json("snap --method kernel --dump-level 31 driver-modules");
      assertThat(snapshot.get("figures").get("pages.kept").asLong()).isGreaterThan(5_000);
    }
    alive();
    return modules;
  }

  final void refused(int exitCode, String arguments, String... words) throws IOException {
    ExecResult result = guest.kexshot(arguments);
    assertThat(result.exitCode()).as(result.text() + result.errorText()).isEqualTo(exitCode);
    assertThat(result.errorText()).contains(words).doesNotContain("\tat ");
  }

  final void alive() throws IOException {
    List<String> counter = guest.run("sleep 1; cat /tmp/counter").lines().toList();
    for (int i = 0; i < counter.size(); i++) {
      assertThat(counter.get(i)).isEqualTo(Integer.toString(i));
    }
    assertThat(guest.run("dmesg")).doesNotContain("WARNING:", "BUG:", "Oops", "Call Trace");
  }
}
