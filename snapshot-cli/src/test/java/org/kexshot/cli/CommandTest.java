package org.kexshot.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;

/** The table of commands, and that the launcher chooses compilers as it says. */
class CommandTest {
  private static final String QUICK = "-XX:TieredStopAtLevel=1";

  @TempDir private Path toolkit;

  @BeforeEach
  void installLauncher() throws IOException {
    Files.createDirectories(toolkit.resolve("lib"));
    Path java = toolkit.resolve("java");
    Files.writeString(java, "#!/bin/sh\necho \"$@\"\n");
    assertThat(java.toFile().setExecutable(true)).isTrue();
    Path launcher = Files.createDirectories(toolkit.resolve("bin")).resolve("kexshot");
    Files.copy(Path.of("src/main/toolkit/bin/kexshot"), launcher);
  }

  @Test
  void noTwoCommandsHaveOneName() {
    assertThat(Commands.names()).doesNotHaveDuplicates().hasSizeGreaterThan(20);
  }

  @Test
  void everyTrainingIsOfItsOwnCommand() {
    for (Command command : Command.values()) {
      for (String line : command.training()) {
        assertThat(command.names()).as(line).contains(line.split(" ")[0]);
      }
    }
  }

  @Test
  void theLauncherChoosesTheCompilersOfTheTable() throws IOException {
    for (Command command : Command.values()) {
      for (String name : command.names()) {
        boolean packs = command.compiler() == Command.Compiler.BOTH_TO_PACK;
        boolean both = command.compiler() == Command.Compiler.BOTH;
        assertCompilers(both, name, "image");
        assertCompilers(both, name, "--compress", "zlib", "image");
        for (String compressor : List.of("zstd", "snappy", "lzo")) {
          assertCompilers(both || packs, name, "--compress=" + compressor, "image");
        }
      }
    }
    assertCompilers(false);
    assertCompilers(false, "--help");
  }

  /** A short run does not live to gain from the other compiler where a native library packs. */
  @Fault("`filter` to zstd and snappy takes longer than makedumpfile")
  @Test
  void aNativeLibraryNeedsTheQuickCompilerOnly() throws IOException {
    for (String file :
        List.of(
            "linux/amd64/libzstd-jni-1.so",
            "linux/i386/libzstd-jni-1.so",
            "org/xerial/snappy/native/Linux/x86_64/libsnappyjava.so",
            "org/xerial/snappy/native/Linux/x86/libsnappyjava.so")) {
      Path library = toolkit.resolve("native").resolve(file);
      Files.createDirectories(library.getParent());
      Files.createFile(library);
    }
    assertCompilers(false, "filter", "--compress", "zstd", "image");
    assertCompilers(false, "export", "--compress=snappy", "image");
    assertCompilers(true, "filter", "--compress", "lzo", "image");
  }

  /**
   * A system of i386 may run by a kernel of x86_64; a package for it has its own libraries alone.
   */
  @Test
  void aToolkitOfOneArchitectureStartsWithItsOwnLibraries() throws IOException {
    Path own = toolkit.resolve("native/linux/i386/libzstd-jni-1.so");
    Files.createDirectories(own.getParent());
    Files.createFile(own);
    assertThat(launch(Map.of(), "list"))
        .contains("-DZstdNativePath=", "linux/i386/libzstd-jni-1.so");
    Path archive = Files.createFile(toolkit.resolve("lib/kexshot-i386.jsa"));
    assertThat(launch(Map.of(), "list")).contains("-XX:SharedArchiveFile=" + archive);
  }

  @Test
  void aRuntimeThatIsBroughtAlongIsTakenUnlessAnotherIsNamed() throws IOException {
    Path own = Files.createDirectories(toolkit.resolve("runtime/bin")).resolve("java");
    Files.writeString(own, "#!/bin/sh\necho own\n");
    assertThat(own.toFile().setExecutable(true)).isTrue();
    assertThat(launch(Map.of("KEXSHOT_JAVA", ""), "list")).isEqualTo("own\n");
    assertThat(launch(Map.of(), "list")).contains("-jar ");
  }

  @Fault("In the C locale a file that is not named in ASCII is a bug, and a label garbled")
  @Test
  void theLauncherGivesJavaALocaleThatHasAllLetters() throws IOException {
    assertLocale("C.UTF-8 ", Map.of());
    assertLocale("C.UTF-8 ", Map.of("LANG", "C"));
    assertLocale("C.UTF-8 ", Map.of("LANG", "de_DE.UTF-8", "LC_CTYPE", "POSIX"));
    assertLocale("C.UTF-8 C", Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"));
    assertLocale("unset unset", Map.of("LANG", "de_DE.UTF-8"));
    assertLocale("de_DE.ISO-8859-1 unset", Map.of("LC_ALL", "de_DE.ISO-8859-1"));
  }

  private void assertLocale(String expected, Map<String, String> locale) throws IOException {
    Files.writeString(
        toolkit.resolve("java"), "#!/bin/sh\necho \"${LC_ALL-unset} ${KEXSHOT_LC_ALL-unset}\"\n");
    assertThat(launch(locale, "list")).isEqualTo(expected + "\n");
  }

  /** To compile what is called some hundred times takes a short command longer than that saves. */
  @Test
  void onlyAShellCompilesMethodsAsEarlyAsJavaWould() throws IOException {
    for (Command command : Command.values()) {
      String line = launch(Map.of(), command.names().get(0), "image");
      assertThat(line.contains("-XX:Tier3InvocationThreshold="))
          .as(line)
          .isEqualTo(command != Command.SHELL);
    }
  }

  private void assertCompilers(boolean both, String... arguments) throws IOException {
    String line = launch(Map.of(), arguments);
    assertThat(line).contains("-jar " + toolkit.resolve("lib/kexshot.jar"));
    assertThat(line.contains(QUICK)).as(line).isEqualTo(!both);
  }

  private String launch(Map<String, String> variables, String... arguments) throws IOException {
    ProcessBuilder launcher = new ProcessBuilder("sh", toolkit.resolve("bin/kexshot").toString());
    launcher.command().addAll(List.of(arguments));
    Map<String, String> environment = launcher.environment();
    environment.keySet().removeAll(Set.of("LC_ALL", "LC_CTYPE", "LANG", "KEXSHOT_JAVA_OPTIONS"));
    environment.put("KEXSHOT_JAVA", toolkit.resolve("java").toString());
    environment.putAll(variables);
    Process process = launcher.redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes());
  }
}
