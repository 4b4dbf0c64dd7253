package org.kexshot.hibernate;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import org.kexshot.lab.GuestArchitecture;

/**
 * Hibernates a guest and keeps the disk that it was hibernated to.
 *
 * <pre>
 *   HibernatedDisk ARCHITECTURE FILE
 * </pre>
 */
public final class HibernatedDisk {
  private HibernatedDisk() {}

  public static void main(String[] arguments) throws IOException {
    GuestArchitecture architecture =
        GuestArchitecture.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    try (HibernationGuest machine =
        HibernationGuest.boot(architecture, "hibernated-disk", settings -> settings)) {
      machine.hibernate("--drop-cache");
      HibernationGuest.copy(machine.disk(), Path.of(arguments[1]));
    }
  }
}
