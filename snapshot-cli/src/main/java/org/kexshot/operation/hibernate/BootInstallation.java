package org.kexshot.operation.hibernate;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kexshot.capture.modules.SnapshotDrivers;
import org.kexshot.hibernate.boot.BootFiles;
import org.kexshot.hibernate.boot.BootFiles.Maker;
import org.kexshot.hibernate.image.HibernationException;
import org.kexshot.kexec.boot.BootProtocol;
import org.kexshot.linux.SystemCalls;
import org.kexshot.operation.Toolkit;

/**
 * Has this system's boot resume what was hibernated, or no longer do so.
 *
 * @param root of the system's files
 * @param update whether its initial file system is made again, too
 */
public record BootInstallation(Path root, boolean update) {
  /**
   * What was done.
   *
   * @param files that were written, or taken away
   * @param updated the command that was run; empty where none was
   */
  public record Done(List<Path> files, List<String> updated) {}

  /**
   * Writes the files, and makes the initial file system again.
   *
   * @param device that is looked at on each boot; empty for all
   */
  public Done install(Optional<String> device) throws IOException {
    requireRoot();
    List<String> modules =
        device.isPresent() ? SnapshotDrivers.of(device.get(), Optional.empty()).names() : List.of();
    String architecture =
        BootProtocol.ofThisProcess().architecture().name().toLowerCase(Locale.ROOT);
    Path toolkit = Toolkit.home();
    Path archive = toolkit.resolve("capture").resolve(architecture).resolve("initramfs.cpio.gz");
    if (!Files.isReadable(archive)) {
      throw new HibernationException(archive + ": the toolkit has no capture file system");
    }
    Maker maker = BootFiles.maker(root);
    BootFiles files = new BootFiles(toolkit, architecture, device, modules);
    return new Done(files.install(maker, root), updated(maker));
  }

  /** Takes the files away, and makes the initial file system again. */
  public Done uninstall() throws IOException {
    requireRoot();
    Maker maker = BootFiles.maker(root);
    return new Done(BootFiles.uninstall(maker, root), updated(maker));
  }

  private static void requireRoot() throws IOException {
    if (!SystemCalls.isRoot()) {
      throw new AccessDeniedException("/etc", null, "only root can change the boot");
    }
  }

  private List<String> updated(Maker maker) throws IOException {
    if (!update) {
      return List.of();
    }
    try {
      int code = new ProcessBuilder(maker.update()).inheritIO().start().waitFor();
      if (code != 0) {
        throw new HibernationException(
            "`%s` ended with %d: the initial file system is the old one"
                .formatted(String.join(" ", maker.update()), code));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the initial file system was made", e);
    }
    return maker.update();
  }
}
