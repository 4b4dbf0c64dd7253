package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Has of each kind of kernel object something to tell. */
final class ProcTruthGuest {
  private ProcTruthGuest() {}

  /**
   * @param plant the program that makes what no shell can
   */
  static void prepare(GuestShell shell, Path plant) throws IOException {
    shell.upload(Files.readAllBytes(plant), "/tmp/plant");
    shell.run("echo 2 > /proc/sys/vm/nr_hugepages && chmod +x /tmp/plant");
    shell.run("modprobe dummy && modprobe tun && mkdir /tmp/small /tmp/bound");
    shell.run("mount -t tmpfs -o ro small /tmp/small && mount --bind /usr /tmp/bound");
    shell.run("/tmp/plant > /tmp/plant.out 2>&1 &\nsleep 3");
    assertThat(shell.run("cat /tmp/plant.out")).startsWith("ghost ");
    shell.run(
        """
        sleep 99001 >/dev/null &
        renice -n 7 -p $!
        echo -500 > /proc/$!/oom_score_adj
        kill -STOP $!
        grep -q ' /sys/fs/cgroup ' /proc/mounts || mount -t cgroup2 cgroup2 /sys/fs/cgroup
        mkdir -p /sys/fs/cgroup/outer/inner
        (cd /tmp/small && exec sleep 99002) >/dev/null &
        echo $! > /sys/fs/cgroup/outer/inner/cgroup.procs
        mkdir /tmp/jail && cp /bin/busybox /tmp/jail
        chroot /tmp/jail /busybox sleep 99003 >/dev/null &
        ip link set dummy0 up && ip address add 10.97.0.1/24 dev dummy0
        ip route add 10.96.0.0/16 via 10.97.0.9 metric 7
        ip route add blackhole 10.95.0.0/16
        arp -i dummy0 -s 10.97.0.9 02:00:00:00:00:09
        echo 64 > /sys/block/vda/queue/read_ahead_kb
        echo mq-deadline > /sys/block/vda/queue/scheduler
        """);
  }
}
