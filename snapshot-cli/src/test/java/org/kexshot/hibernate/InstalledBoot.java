package org.kexshot.hibernate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kexshot.hibernate.boot.BootFiles;
import org.kexshot.lab.GuestArchitecture;

/**
 * Hibernates a guest and resumes it from an initial file system that the distribution's own maker
 * made. {@code docs/benchmarks/uses-initramfs.sh} runs it.
 *
 * <pre>
 *   InstalledBoot files ARCHITECTURE TOOLKIT ROOT
 *   InstalledBoot boot ARCHITECTURE INITIAL-FILE-SYSTEM
 * </pre>
 */
public final class InstalledBoot {
  private static final String BOOT = "cat /proc/sys/kernel/random/boot_id";

  private InstalledBoot() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments[0].equals("files")) {
      Path root = Path.of(arguments[3]);
      new BootFiles(Path.of(arguments[2]), arguments[1], Optional.empty(), List.of())
          .install(BootFiles.maker(root), root);
    } else {
      boot(GuestArchitecture.valueOf(arguments[1].toUpperCase(Locale.ROOT)), Path.of(arguments[2]));
    }
  }

  private static void boot(GuestArchitecture architecture, Path initialFileSystem)
      throws IOException {
    try (HibernationGuest machine =
        HibernationGuest.boot(architecture, "installed-boot", settings -> settings)) {
      String boot = machine.run(BOOT);
      machine.hibernate("--drop-cache");
      machine.resume(initialFileSystem);
      if (!machine.run(BOOT).equals(boot)) {
        throw new IOException("another system was booted");
      }
      machine.isBack();
      System.out.println(machine.run("cat /tmp/hibernate"));
    }
  }
}
