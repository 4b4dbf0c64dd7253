package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GuestArchitecture;

/** With what is refused before anything depends on the architecture, and is seen once. */
class SingleProcessorX8664IT extends SingleProcessorSuite {
  SingleProcessorX8664IT() {
    super(GuestArchitecture.X86_64);
  }

  @Test
  @Order(1)
  void theDeviceMustBeThereUnusedAndLargeEnough() throws IOException {
    guest.fails(12, "no such device", "capture load --device /dev/nope");
    guest.fails(12, "not a block device", "capture load --device /etc/passwd");
    guest.fails(12, "in use", "capture load --device /dev/disk/by-id/virtio-toolkit");
    guest.fails(12, "at least", "capture load --device /dev/disk/by-id/virtio-tiny");
  }

  /** Nothing is written to it: the swap space can be used afterwards. */
  @Test
  @Order(1)
  void aDeviceThatHoldsSomethingIsLeftAlone() throws IOException {
    String load = "capture load --device " + SMALL_DEVICE;
    guest.run("mkswap " + SMALL_DEVICE);
    guest.fails(12, "swap space (at 0xff6)", load);
    assertThat(guest.kexshot("check --device " + SMALL_DEVICE).text())
        .contains("swap space (at 0xff6)");
    guest.run("swapon " + SMALL_DEVICE);
    guest.fails(12, "in use as swap space", load + " --overwrite");
    guest.run("swapoff " + SMALL_DEVICE);
    guest.run("printf 'n\\np\\n1\\n\\n\\nw\\n' | fdisk " + SMALL_DEVICE);
    String partition = "/dev/" + onlyPartition();
    guest.run("mke2fs %1$s && mkdir -p /tmp/mnt && mount %1$s /tmp/mnt".formatted(partition));
    guest.fails(12, "is mounted at /tmp/mnt", load + " --overwrite");
    guest.run("umount /tmp/mnt");
    guest.fails(
        12, "an ext2, ext3 or ext4 file system (at 0x438)", "capture load --device " + partition);
    guest.fails(12, "an MBR partition table or boot sector (at 0x1fe)", load);
    guest.fails(12, "partitions (%s)".formatted(onlyPartition()), load);
  }

  private String onlyPartition() throws IOException {
    return guest
        .run(
            "cd /sys/class/block/$(basename $(readlink -f %s)) && ls -d vd?1"
                .formatted(SMALL_DEVICE))
        .strip();
  }

  @Test
  @Order(2)
  void theKernelMustBeOne() throws IOException {
    String load = "capture load --device " + CaptureGuest.DEVICE;
    guest.fails(13, "HdrS", load + " --kernel /bin/busybox");
    guest.fails(13, "no such file", load + " --kernel /boot/nothing");
    guest.fails(13, "--memory", load + " --memory 32");
    guest.run("head -c 9000 /boot/vmlinuz-* >/tmp/cut");
    guest.fails(13, "the file ends", load + " --kernel /tmp/cut");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
  }

  @Test
  @Order(3)
  void onlyRootMay() throws IOException {
    for (String command : List.of("capture load --device /dev/vdc", "capture unload", "snap x")) {
      ExecResult result =
          guest
              .guest()
              .shell()
              .exec(
                  "su -s /bin/sh nobody -c '/opt/kexshot/bin/kexshot " + command + "'",
                  Duration.ofMinutes(3));
      assertThat(result.exitCode()).as(command + result.errorText()).isEqualTo(8);
      assertThat(result.errorText()).contains("root").doesNotContain("\tat ");
    }
  }
}
