package org.kexshot.operation.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.kexshot.lab.GuestArchitecture;
import org.kexshot.lab.Lab;

/** Debian's own configuration, trimmed and with what a jump needs, of Debian's own source. */
class KernelRecipeIT {
  @Test
  void aConfigurationIsTrimmedAndCanJump() throws IOException {
    Path project = Lab.findProject();
    Lab.build(project, GuestArchitecture.X86_64); // which installs the source and the tools
    Path debian = Lab.stock(project, GuestArchitecture.X86_64).kernel().resolve(".config");
    Path directory = Files.createDirectories(Path.of("target/kernel-recipe")).toAbsolutePath();
    Path loaded =
        Files.write(
            directory.resolve("modules"),
            List.of(
                "virtio_balloon 24576 0 - Live 0xffffffffc0000000",
                "xfs 1957888 1 - Live 0xffffffffc0000000"));
    Path work = directory.resolve("work");
    List<String> words =
        List.of(
            "--configure",
            "--config",
            debian.toString(),
            "--modules",
            loaded.toString(),
            "--work",
            work.toString(),
            directory.toString());
    Path made = new KernelRecipe(project.resolve("samples")).run(words).orElseThrow();
    assertThat(made.getFileName().toString()).matches("config-6\\.1\\.\\d+-kexshot");
    List<String> lines = Files.readAllLines(made);
    assertThat(lines)
        .containsAll(options(project))
        .as("what is loaded, and a common disk's")
        .contains("CONFIG_VIRTIO_BALLOON=m", "CONFIG_XFS_FS=m", "CONFIG_BLK_DEV_NVME=m")
        .as("another driver")
        .doesNotContain("CONFIG_BTRFS_FS=m", "CONFIG_SND=m");
    assertThat(Files.readAllLines(debian)).contains("CONFIG_BTRFS_FS=m", "CONFIG_SND=m");
    try (Stream<Path> left = Files.walk(work)) {
      for (Path path : left.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static List<String> options(Path project) throws IOException {
    return Files.readAllLines(project.resolve("samples/kernel/options.config")).stream()
        .filter(line -> line.startsWith("CONFIG_"))
        .toList();
  }
}
