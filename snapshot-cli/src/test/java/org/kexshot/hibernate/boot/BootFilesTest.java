package org.kexshot.hibernate.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.hibernate.image.HibernationException;

class BootFilesTest {
  private static final BootFiles BOOT =
      new BootFiles(
          Path.of("/opt/kexshot"), "x86_64", Optional.of("/dev/sdb1"), List.of("sd_mod", "ahci"));

  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({"etc/initramfs-tools, sh", "usr/lib/dracut/modules.d, bash"})
  void filesAreWrittenAndTakenAway(String directory, String shell)
      throws IOException, InterruptedException {
    Files.createDirectories(root.resolve(directory));
    List<Path> before = tree();
    BootFiles.Maker maker = BootFiles.maker(root);
    List<Path> written = BOOT.install(maker, root);
    assertThat(written).hasSize(2).allMatch(Files::isExecutable);
    for (Path file : written) {
      assertThat(Files.readString(file)).doesNotContainPattern("@[A-Z]+@");
      assertThat(new ProcessBuilder(shell, "-n", file.toString()).inheritIO().start().waitFor())
          .isZero();
    }
    assertThat(Files.readString(written.get(0)) + Files.readString(written.get(1)))
        .contains(
            "'/opt/kexshot/capture/x86_64/initramfs.cpio.gz'",
            "device='/dev/sdb1'",
            "modules='sd_mod ahci'",
            "org.kexshot.hibernate.resume.ResumeMain");
    assertThat(BOOT.install(maker, root)).isEqualTo(written);
    assertThat(BootFiles.uninstall(maker, root)).isEqualTo(written);
    assertThat(BootFiles.uninstall(maker, root)).isEmpty();
    assertThat(tree()).containsAll(before).noneMatch(Files::isRegularFile);
  }

  private List<Path> tree() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      return files.toList();
    }
  }

  @Test
  void aSystemWithoutEitherIsTold() {
    assertThatThrownBy(() -> BootFiles.maker(root))
        .isInstanceOf(HibernationException.class)
        .hasMessageContaining("kexshot resume --device DEV");
  }
}
