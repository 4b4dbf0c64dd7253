package org.kexshot.capture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.lab.ExecResult;
import org.kexshot.lab.GdbStub;
import org.kexshot.lab.GuestArchitecture;

/**
 * With what is refused, and what goes wrong with the device, which does not depend on the
 * architecture and is seen once.
 */
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

  /**
   * As it would be if the kernel had moved two of its lent pages, somebody had ended that memory,
   * or the machine had got more.
   */
  @Test
  @Order(6)
  void memoryThatIsNotWhatItWasAtTheLoadIsNotJumpedInto() throws IOException {
    String state = "/run/kexshot/capture";
    guest.run("cp -p %s /tmp/state && grep -q ^lent.pages= %s".formatted(state, state));
    guest.run("sed -i 's/^\\(lent.pages=\\)\\([0-9]*\\),\\([0-9]*\\)/\\1\\3,\\2/' " + state);
    guest.fails(11, "moved a huge page", "snap moved");
    guest.run("sed -i 's/^lent.id=.*/lent.id=4711/' " + state);
    guest.fails(11, "is gone", "snap gone");
    guest.run("cp -p /tmp/state %s && sed -i 's/^ram=[^,]*,/ram=/' %s".formatted(state, state));
    guest.fails(11, "memory was plugged in or out", "snap plugged");
    guest.run("mv /tmp/state " + state);
    guest.succeed("snap three --dump-level 31");
    guest.aliveWithoutAGap();
  }

  /** What was lent comes back although nothing tells of it any more. */
  @Test
  @Order(7)
  void aDamagedRecordOfWhatIsLoadedIsGotRidOf() throws IOException {
    guest.run("echo nonsense >/run/kexshot/capture");
    ExecResult snap = guest.kexshot("snap damaged --method kernel");
    assertThat(snap.exitCode()).as(snap.errorText()).isEqualTo(11);
    assertThat(snap.errorText()).contains("or its record is damaged: it was unloaded");
    guest.nothingIsLent();
    guest.succeed("capture load --device " + CaptureGuest.DEVICE);
  }

  @Test
  @Order(8)
  void anotherDeviceUnderThatNameIsNoticed() throws IOException {
    guest.run("dd if=/dev/zero of=" + CaptureGuest.DEVICE + " bs=4096 count=1 conv=fsync");
    guest.fails(12, "label", "snap four");
    guest.aliveWithoutAGap();
  }

  @Test
  @Order(9)
  void aFullDeviceBringsABack() throws IOException {
    // Where A may have no shared memory, none is lent.
    String most = guest.run("sysctl -n kernel.shmall").strip();
    guest.run("sysctl -w kernel.shmall=1");
    assertThat(guest.succeed("capture load --overwrite --device " + SMALL_DEVICE))
        .containsPattern("exchanged at each jump.*shmget.*errno 28");
    guest.run("sysctl -w kernel.shmall=" + most);
    // What was on it is gone; the label is nothing to be careful of.
    assertThat(guest.kexshot("check --device " + SMALL_DEVICE).text()).contains("MiB, unused");
    String jumps = guest.jumps();
    guest.fails(12, "MiB of memory are used", "snap hopeless --dump-level 17");
    assertThat(guest.jumps()).as("the machine was not stopped for that").isEqualTo(jumps);
    guest.fails(15, "is full", "snap full --dump-level 31");
    guest.aliveWithoutAGap();
    guest.holdsNothing(SMALL_DEVICE);
    // The same agent, which told of the failure and waits for the next request.
    guest.fails(15, "is full", "snap full-again --dump-level 31");
    guest.aliveWithoutAGap();
  }

  /** A stands still on its way back while the host cuts off what the agent wrote. */
  @Test
  @Order(13)
  void aDumpThatIsCutOnTheDeviceIsNotAdded() throws Exception {
    long goingOn = guest.symbol("thaw_processes");
    CompletableFuture<ExecResult> snap = inBackground("snap cut --dump-level 31");
    try (GdbStub debugger = guest.guest().debugger()) {
      assertThat(debugger.runTo(goingOn, PATIENCE)).isPresent();
      try (FileChannel disk = FileChannel.open(guest.disk(), StandardOpenOption.WRITE)) {
        disk.write(ByteBuffer.allocate(64 << 20), DeviceLayout.DUMP + (1 << 20));
        disk.force(false);
      }
    }
    CaptureGuest.ended(snap.join(), 16, "the dump's checksum is");
    guest.aliveWithoutAGap();
    assertThat(guest.succeed("list")).doesNotContain("cut");
  }

  @Test
  @Order(16)
  void fullMemoryIsNamed() throws IOException {
    guest.succeed("capture unload");
    guest.run(
        """
        mount -o remount,size=100% /dev/shm
        available=$(sed -n 's/^MemAvailable: *\\([0-9]*\\) kB/\\1/p' /proc/meminfo)
        dd if=/dev/zero of=/dev/shm/filler bs=1M count=$((available / 1024 - 250)) 2>/dev/null
        """);
    guest.fails(21, "capture load --device", "snap crowded --dump-level 17");
    guest.fails(
        21,
        "MiB are available: free",
        "capture load --device " + CaptureGuest.DEVICE + " --memory 512");
    guest.fails(
        21,
        "too few whatever is freed",
        "capture load --device " + CaptureGuest.DEVICE + " --memory 1024");
    assertThat(guest.run("cat /sys/kernel/kexec_loaded")).isEqualTo("0\n");
    guest.run("rm /dev/shm/filler");
    guest.aliveWithoutAGap();
    assertThat(guest.run("dmesg")).doesNotContain("Out of memory", "WARNING:", "BUG:", "Oops");
  }
}
