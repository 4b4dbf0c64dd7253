package org.kexshot.hibernate.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
  @CsvSource({"etc/initramfs-tools, sh, 2", "usr/lib/dracut/modules.d, bash, 3"})
  void filesAreWrittenAndTakenAway(String directory, String shell, int count)
      throws IOException, InterruptedException {
    Files.createDirectories(root.resolve(directory));
    List<Path> before = tree();
    BootFiles.Maker maker = BootFiles.maker(root);
    List<Path> written = BOOT.install(maker, root);
    assertThat(written).hasSize(count).allMatch(Files::isExecutable);
    for (Path file : written) {
      assertThat(Files.readString(file)).doesNotContainPattern("@[A-Z]+@");
      assertThat(new ProcessBuilder(shell, "-n", file.toString()).inheritIO().start().waitFor())
          .isZero();
    }
    StringBuilder text = new StringBuilder();
    for (Path file : written) {
      text.append(Files.readString(file));
    }
    assertThat(text)
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

  /** As {@code inst_hook} and {@code source_all} of dracut 059 do it. */
  @Test
  void dracutRunsTheHookAndGoesOn() throws IOException, InterruptedException {
    Path module =
        Files.createDirectories(root.resolve("usr/lib/dracut/modules.d")).resolve("95kexshot");
    BOOT.install(BootFiles.maker(root), root);
    Path hooks = Files.createDirectories(root.resolve("hooks"));
    Process process =
        new ProcessBuilder(
                "bash",
                "-ec",
                """
                moddir=$1 hooks=$2 initdir=$2/system
                unpack() { :; }
                inst_multiple() { :; }
                inst_simple() { mkdir -p "$initdir/${2%/*}" && cp "$1" "$initdir/$2"; }
                inst_hook() { [ "$1" = pre-mount ] && cp "$3" "$hooks/$2-${3##*/}"; }
                . "$moddir/module-setup.sh"
                unpack() { :; }
                install
                printf '#!/bin/sh\necho resumes\n' >"$initdir/sbin/kexshot-resume"
                for f in "$hooks"/*.sh; do
                    sed -i "s,/sbin/kexshot-resume >/dev/console,$initdir&,; s,>/dev/console,," "$f"
                    . "$f"
                done
                echo goes on
                """,
                "dracut",
                module.toString(),
                hooks.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    assertThat(said).isEqualTo("resumes\ngoes on\n");
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
