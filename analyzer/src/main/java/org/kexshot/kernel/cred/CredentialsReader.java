package org.kexshot.kernel.cred;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;

/**
 * Reads a {@code struct cred}. Cost: eleven reads, and one a supplementary group. Source: {@code
 * include/linux/cred.h}.
 */
public final class CredentialsReader {
  private static final int MAX_GROUPS = 1 << 16;

  private CredentialsReader() {}

  /**
   * Reads all but groups that are not readable.
   *
   * @param parts notes them
   */
  public static Credentials read(KernelStruct cred, PartialItem parts) throws IOException {
    return new Credentials(
        cred.number("uid.val"),
        cred.number("euid.val"),
        cred.number("suid.val"),
        cred.number("fsuid.val"),
        cred.number("gid.val"),
        cred.number("egid.val"),
        cred.number("sgid.val"),
        cred.number("fsgid.val"),
        parts.read("groups", () -> groups(cred)).orElse(List.of()),
        cred.memory().readU64(cred.addressOf("cap_permitted")),
        cred.memory().readU64(cred.addressOf("cap_effective")),
        cred.memory().readU64(cred.addressOf("cap_bset")));
  }

  private static List<Long> groups(KernelStruct cred) throws IOException {
    List<Long> groups = new ArrayList<>();
    Optional<KernelStruct> info = cred.follow("group_info");
    if (info.isPresent()) {
      long first = info.get().addressOf("gid");
      for (int i = 0; i < Math.min(info.get().number("ngroups"), MAX_GROUPS); i++) {
        groups.add(cred.memory().readU32(first + 4L * i));
      }
    }
    return groups;
  }
}
