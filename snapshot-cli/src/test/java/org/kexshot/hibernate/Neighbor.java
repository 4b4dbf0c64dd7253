package org.kexshot.hibernate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.kexshot.lab.Guest;
import org.kexshot.lab.GuestSettings;
import org.kexshot.lab.Lab;

/**
 * Another machine at the other end of a network cable, which stays on while the first is off: a
 * guest that has no other use. The cable is a pair of datagram sockets, so that neither end's QEMU
 * minds when the other ends.
 */
final class Neighbor implements AutoCloseable {
  private static final int MEMORY_MIB = 192;
  private static final String NETWORK = "10.7.7.";
  private static final String PORT = "7001";

  /** Writes back what it hears, on the one connection that it takes, and keeps it. */
  private static final String ECHO =
      """
      mkfifo /tmp/back
      (nc -l -p %s </tmp/back | tee /tmp/heard >/tmp/back) >/dev/null 2>&1 &
      """
          .formatted(PORT);

  private static final String UP =
      """
      modprobe virtio_net 2>/dev/null || true
      for interface in /sys/class/net/*; do
          if grep -q %s $interface/address; then
              ifconfig ${interface##*/} %s netmask 255.255.255.0 up
          fi
      done
      """;

  private final Path cable;
  private Guest guest;

  private Neighbor(Path cable) {
    this.cable = cable;
  }

  /** Lays the cable. */
  static Neighbor cabled() throws IOException {
    return new Neighbor(Files.createTempDirectory("kexshot-cable")); // a short path
  }

  /** QEMU's options by which the first machine is at its end. */
  List<String> options() {
    return options(1, 2);
  }

  private List<String> options(int end, int other) {
    return List.of(
        "-netdev",
        "dgram,id=cable,local.type=unix,local.path=%1$s/%2$d,remote.type=unix,remote.path=%1$s/%3$d"
            .formatted(cable, end, other),
        "-device",
        "virtio-net-pci,netdev=cable,mac=" + address(end));
  }

  private static String address(int end) {
    return "52:54:00:6b:78:0" + end;
  }

  /** Switches it on; it listens then. */
  void boot(Lab lab, Path directory) throws IOException {
    guest =
        Guest.start(
            lab,
            GuestSettings.in(directory)
                .withMemoryMiB(MEMORY_MIB)
                .withProcessors(1)
                .withQemuOptions(options(2, 1).toArray(String[]::new)));
    guest.shell().run(UP.formatted(address(2), NETWORK + 2));
    guest.shell().run(ECHO);
  }

  /**
   * What the first machine runs to talk to this one for as long as the connection lives: it sends
   * numbers in order.
   *
   * @param answers file that gets what comes back
   */
  static String conversation(String answers) {
    return UP.formatted(address(1), NETWORK + 1)
        + "(i=0; while :; do echo $i; i=$((i+1)); usleep 200000; done | nc %s %s >%s)"
            .formatted(NETWORK + 2, PORT, answers)
        + " >/dev/null 2>&1 &";
  }

  /** All that it has heard. */
  List<String> heard() throws IOException {
    return guest.shell().run("cat /tmp/heard").lines().toList();
  }

  @Override
  public void close() throws IOException {
    if (guest != null) {
      guest.close();
    }
    for (int end = 1; end <= 2; end++) {
      Files.deleteIfExists(cable.resolve(Integer.toString(end)));
    }
    Files.delete(cable);
  }
}
