package org.kexshot.capture.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSystemPackerTest {
  /** What starts in the small systems that have nothing but what is packed. */
  private static final String[] MAINS = {
    "org.kexshot.capture.agent.Agent", "org.kexshot.hibernate.resume.ResumeMain"
  };

  /** Readers and writers of compressed dumps need it; what the agent writes is not compressed. */
  private static final String NEVER_USED = "org.kexshot.compress.";

  /** An installed toolkit has the libraries of its own machine, and none in its jars. */
  @Test
  void aLibraryIsTakenFromBesideTheJarsWhereTheyHaveNone(@TempDir Path toolkit) throws IOException {
    Path jars = Files.createDirectories(toolkit.resolve("lib"));
    Path runtime = Files.createDirectories(toolkit.resolve("runtime"));
    Path archive = toolkit.resolve("capture/initramfs.cpio.gz");
    String[] arguments = {"x86_64", runtime.toString(), jars.toString(), archive.toString()};
    assertThatThrownBy(() -> FileSystemPacker.main(arguments))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("libjnidispatch.so");
    Path library = toolkit.resolve("native/com/sun/jna/linux-x86-64/libjnidispatch.so");
    Files.createDirectories(library.getParent());
    Files.writeString(library, "machine code of x86_64");
    FileSystemPacker.main(arguments);
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(archive))) {
      assertThat(new String(packed.readAllBytes(), StandardCharsets.ISO_8859_1))
          .contains("agent/libjnidispatch.so", "machine code of x86_64");
    }
  }

  @Test
  void allThatTheAgentAndAResumeReachIsPacked() {
    JavaClasses project =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.kexshot");
    Map<String, String> missing = new TreeMap<>();
    Map<String, String> reachedFrom = new TreeMap<>();
    Deque<JavaClass> open = new ArrayDeque<>();
    for (String main : MAINS) {
      open.add(project.get(main));
      reachedFrom.put(main, "");
    }
    while (!open.isEmpty()) {
      JavaClass from = open.remove();
      for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
        JavaClass to = dependency.getTargetClass().getBaseComponentType();
        if (to.getName().startsWith("org.kexshot.")
            && !to.getName().startsWith(NEVER_USED)
            && reachedFrom.putIfAbsent(to.getName(), from.getName()) == null) {
          if (isPacked(to)) {
            open.add(project.get(to.getName()));
          } else {
            missing.put(to.getName(), from.getName());
          }
        }
      }
    }
    assertThat(reachedFrom).hasSizeGreaterThan(50);
    assertThat(missing).as("class that is not packed, and what needs it").isEmpty();
  }

  private static boolean isPacked(JavaClass type) {
    String file = type.getName().replace('.', '/');
    return FileSystemPacker.AGENT_CLASSES.stream().anyMatch(file::startsWith);
  }
}
