package org.kexshot.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.kexshot.hibernate.boot.BootFiles;
import org.kexshot.lab.Lab;

/**
 * The initial file system by which a guest resumes what was hibernated: what {@code kexshot
 * hibernate install} has initramfs-tools put into it, run as initramfs-tools runs it. Where nothing
 * is resumed the guest says so on its console and ends.
 */
final class ResumingSystem {
  private static final String INIT =
      """
      #!/bin/busybox sh
      /bin/busybox --install -s /bin
      export PATH=/bin
      mount -t devtmpfs dev /dev
      mount -t proc proc /proc
      mount -t sysfs sys /sys
      for module in /modules/*; do [ -e "$module" ] && insmod "$module"; done
      %s
      sh /scripts/local-premount/kexshot
      echo "the boot goes on"
      poweroff -f
      """;

  private ResumingSystem() {}

  /**
   * Makes it.
   *
   * @param directory where it is built
   * @param device that is looked at; empty for all
   * @param before a script that is run before
   */
  static Path build(Lab lab, Path directory, Optional<String> device, String before)
      throws IOException {
    Files.createDirectories(directory);
    run(directory, "rm -rf tree system");
    Path tree = Files.createDirectories(directory.resolve("tree"));
    Path root = lab.rootImage().resolveSibling("root");
    for (String name : List.of("bin", "dev", "proc", "sys", "modules", "tmp", "mnt")) {
      Files.createDirectories(tree.resolve(name));
    }
    Files.copy(root.resolve("bin/busybox"), tree.resolve("bin/busybox"));
    Files.writeString(tree.resolve("init"), INIT.formatted(before));
    Files.setPosixFilePermissions(
        tree.resolve("init"), PosixFilePermissions.fromString("rwxr-xr-x"));
    if (lab.initialFileSystem().isPresent()) {
      run(tree, "gzip -dc '%s' | cpio -idm --quiet 'modules/*'", lab.initialFileSystem().get());
    }
    BootFiles boot =
        new BootFiles(
            lab.project().resolve("snapshot-cli/target/toolkit").toAbsolutePath(),
            lab.architecture().kernelName(),
            device,
            List.of());
    Path system = directory.resolve("system");
    Files.createDirectories(system.resolve("etc/initramfs-tools"));
    boot.install(BootFiles.maker(system), system);
    run(tree, "DESTDIR='%s' sh '%s'", tree, system.resolve("etc/initramfs-tools/hooks/kexshot"));
    Path scripts = Files.createDirectories(tree.resolve("scripts/local-premount"));
    Files.copy(
        system.resolve("etc/initramfs-tools/scripts/local-premount/kexshot"),
        scripts.resolve("kexshot"));
    Path archive = directory.resolve("resuming.cpio.gz");
    run(tree, "find . | LC_ALL=C sort | cpio --quiet -o -H newc -R 0:0 | gzip -1 >'%s'", archive);
    run(directory, "rm -rf tree system");
    return archive;
  }

  private static void run(Path directory, String script, Object... arguments) throws IOException {
    Process process =
        new ProcessBuilder("sh", "-ec", script.formatted(arguments))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes());
    try {
      assertThat(process.waitFor()).as("%s: %s", script, said).isZero();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + script + " ran", e);
    }
  }
}
