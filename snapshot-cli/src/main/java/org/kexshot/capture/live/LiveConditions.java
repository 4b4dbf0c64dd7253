package org.kexshot.capture.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What must be so that the running kernel shows its memory. Sources: {@code open_kcore} of {@code
 * fs/proc/kcore.c}, {@code r_show} of {@code kernel/resource.c}.
 *
 * @param kcore {@code /proc/kcore}
 * @param iomem {@code /proc/iomem}
 * @param status {@code /proc/self/status}
 * @param lockdown {@code /sys/kernel/security/lockdown}
 */
record LiveConditions(Path kcore, Path iomem, Path status, Path lockdown) {
  /** Those of this machine. */
  static final LiveConditions HERE =
      new LiveConditions(
          Path.of("/proc/kcore"),
          Path.of("/proc/iomem"),
          Path.of("/proc/self/status"),
          Path.of("/sys/kernel/security/lockdown"));

  /** {@code include/uapi/linux/capability.h}. */
  private static final int CAP_SYS_RAWIO = 17;

  private static final int CAP_SYS_ADMIN = 21;
  private static final String CAPABILITIES = "CapEff:";

  /** Why live memory cannot be read, and what to do; empty if nothing speaks against it. */
  Optional<String> obstacle() throws IOException {
    if (!hasCapability(CAP_SYS_RAWIO)) {
      return Optional.of(
          "this process lacks CAP_SYS_RAWIO: run kexshot as root, outside of containers");
    }
    if (!Files.exists(kcore)) {
      return Optional.of(
          "there is no %s: the kernel was built without CONFIG_PROC_KCORE".formatted(kcore));
    }
    String locked = Files.isReadable(lockdown) ? Files.readString(lockdown).strip() : "";
    if (locked.contains("[confidentiality]")) {
      return Optional.of(
          "the kernel is locked down (%s: %s): boot with lockdown=integrity or none"
              .formatted(lockdown, locked));
    }
    if (!hasCapability(CAP_SYS_ADMIN) || !tellsAddresses()) {
      return Optional.of(
          "%s does not tell where RAM is: run kexshot with CAP_SYS_ADMIN, outside of containers"
              .formatted(iomem));
    }
    return Optional.empty();
  }

  private boolean hasCapability(int number) throws IOException {
    for (String line : Files.readAllLines(status)) {
      if (line.startsWith(CAPABILITIES)) {
        long effective = Long.parseUnsignedLong(line.substring(CAPABILITIES.length()).strip(), 16);
        return (effective >>> number & 1) != 0;
      }
    }
    throw new IOException("%s: no line \"%s\"".formatted(status, CAPABILITIES));
  }

  /** To those who may not know them, addresses are shown as zeros. */
  private boolean tellsAddresses() throws IOException {
    List<String> lines = Files.readAllLines(iomem);
    return lines.stream().anyMatch(line -> line.strip().matches("0*[1-9a-f][0-9a-f]*-.*"));
  }
}
