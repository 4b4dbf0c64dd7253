package org.kexshot.operation.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the recipe does around make, with a source of a few lines in place of the kernel's; {@link
 * KernelRecipeIT} has Debian's.
 */
class KernelRecipeTest {
  private static final Path RECIPE = Path.of("../samples/kernel/build").toAbsolutePath();

  /** What it calls of a kernel's, as that says it; a file {@code broken} makes it fail. */
  private static final String MAKEFILE =
      """
      kernelrelease:
      \t@test ! -e synced || local=-kexshot; echo 6.1.9$$local
      kernelversion:
      \t@echo 6.1.9
      localmodconfig:
      \tcp $(LSMOD) asked
      olddefconfig:
      syncconfig:
      \t@touch synced
      all:
      \t@echo '  CC      one.o'
      \t@test ! -e broken || { echo 'one.c:7: error: no such thing'; exit 1; }
      \t@mkdir -p arch/x86/boot && echo image >arch/x86/boot/bzImage && echo map >System.map
      modules_install:
      \t@mkdir -p $(INSTALL_MOD_PATH)/lib/modules/6.1.9-kexshot/kernel
      \t@echo module $(INSTALL_MOD_STRIP) >$(INSTALL_MOD_PATH)/lib/modules/6.1.9-kexshot/kernel/one.ko
      \t@ln -s / $(INSTALL_MOD_PATH)/lib/modules/6.1.9-kexshot/build
      """;

  private static final String MERGE = "#!/bin/sh\ncat \"$3\" >>.config\n";

  @TempDir private Path directory;

  private String refusal(int code, String... words) throws Exception {
    List<String> line = new ArrayList<>(List.of(RECIPE.toString()));
    line.addAll(List.of(words));
    ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(code);
    assertThat(directory.resolve("cache")).doesNotExist();
    return said;
  }

  private String file(String name, String... lines) throws IOException {
    return Files.write(directory.resolve(name), List.of(lines)).toString();
  }

  @Test
  void wrongWordsAreAnsweredWithTheUsage() throws Exception {
    assertThat(refusal(2)).contains("OUTPUT expected", "build [--whole]");
    assertThat(refusal(2, "--jobs", "0", "out")).contains("--jobs 0: a number from 1 on");
    assertThat(refusal(2, "--hole", "out")).contains("--hole is no option");
    assertThat(refusal(2, "--work")).contains("--work needs a value");
    assertThat(refusal(2, "out", "put")).contains("one OUTPUT expected: out, put");
  }

  @Test
  void aConfigurationThatCannotBeTakenIsNamed() throws Exception {
    String out = directory.resolve("out").toString();
    assertThat(refusal(1, "--config", directory + "/none", out))
        .contains(directory + "/none: no such file", "--config");
    assertThat(refusal(1, "--config", file("empty"), out)).contains("Kernel Configuration\" in it");
    String arm = file("arm", "# Linux/arm64 6.1.0 Kernel Configuration", "CONFIG_ARM64=y");
    assertThat(refusal(1, "--config", arm, out)).contains("neither x86_64 nor i386");
    String amd = file("amd", "# Linux/x86 6.1.0 Kernel Configuration", "CONFIG_X86_64=y");
    assertThat(refusal(1, "--config", amd, "--modules", directory + "/none", out))
        .contains("/none: no such file", "--whole");
    String future = file("new", "# Linux/x86 99.1.0 Kernel Configuration", "CONFIG_X86_64=y");
    assertThat(refusal(1, "--config", future, "--whole", out))
        .contains("apt-get install", "linux-source-99.1");
  }

  private Path source() throws Exception {
    Path tree = directory.resolve("source/linux");
    Files.createDirectories(tree.resolve("scripts/kconfig"));
    Files.writeString(tree.resolve("Makefile"), MAKEFILE);
    Path merge = Files.writeString(tree.resolve("scripts/kconfig/merge_config.sh"), MERGE);
    assertThat(merge.toFile().setExecutable(true)).isTrue();
    Path archive = directory.resolve("linux-source-6.1.tar");
    output("tar", "-cf", archive.toString(), "-C", tree.getParent().toString(), "linux");
    return archive;
  }

  private static String output(String... words) throws Exception {
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void whatIsBuiltIsPackedAndABrokenBuildGoesOn() throws Exception {
    Path work = directory.resolve("work");
    Path out = directory.resolve("out");
    List<String> words =
        List.of(
            "--config",
            file("config", "# Linux/x86 6.1.9 Kernel Configuration", "CONFIG_X86_64=y"),
            "--modules",
            file("modules", "zram 1 0 - Live 0x0"),
            "--source",
            source().toString(),
            "--work",
            work.toString(),
            out.toString());
    KernelRecipe recipe = new KernelRecipe(RECIPE.getParent().getParent());
    Files.createDirectories(work);
    Path configured =
        recipe.run(Stream.concat(Stream.of("--configure"), words.stream()).toList()).orElseThrow();
    assertThat(configured).isEqualTo(out.resolve("config-6.1.9-kexshot"));
    assertThat(configured).content().contains("CONFIG_X86_64=y", "CONFIG_KEXEC_JUMP=y");
    assertThat(work.resolve("tree/asked")).content().contains("zram 1 0", "nvme 1 0");

    Files.createFile(work.resolve("tree/broken"));
    assertThat(recipe.run(words)).isEmpty();
    assertThat(work.resolve("build.log")).content().contains("one.c:7: error");
    Files.delete(work.resolve("tree/broken"));
    Files.createFile(work.resolve("tree/kept"));

    Path made = recipe.run(words).orElseThrow();
    assertThat(made).isEqualTo(out.resolve("linux-image-6.1.9-kexshot_6.1.9-1_amd64.deb"));
    assertThat(work).doesNotExist();
    assertThat(output("dpkg-deb", "--contents", made.toString()))
        .contains(
            " ./boot/vmlinuz-6.1.9-kexshot",
            " ./boot/config-6.1.9-kexshot",
            " ./boot/System.map-6.1.9-kexshot",
            " ./lib/modules/6.1.9-kexshot/kernel/one.ko",
            "root/root")
        .doesNotContain("/build");
    Path control = directory.resolve("control");
    output("dpkg-deb", "--control", made.toString(), control.toString());
    assertThat(control.resolve("control")).content().contains("Architecture: amd64\n");
    assertThat(control.resolve("postinst"))
        .isExecutable()
        .content()
        .contains("/etc/kernel/postinst.d", "/boot/vmlinuz-6.1.9-kexshot");
  }

  @Test
  void aToolkitWithoutTheRecipeIsNamed() {
    assertThatThrownBy(() -> new KernelRecipe(directory))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining(directory.resolve("kernel/build").toString());
  }
}
