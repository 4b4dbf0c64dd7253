package org.kexshot;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.ANNOTATIONS;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the rooms of the project: who may know whom. */
class ArchitectureTest {
  /** The rooms above the analyzer; all others are the analyzer's. */
  private static final String[] UPPER_ROOMS = {
    "org.kexshot.index..",
    "org.kexshot.cli..",
    "org.kexshot.store..",
    "org.kexshot.capture..",
    "org.kexshot.kexec..",
    "org.kexshot.linux..",
    "org.kexshot.output..",
    "org.kexshot.operation..",
    "org.kexshot.lab.."
  };

  private static JavaClasses project;

  @BeforeAll
  static void readClasses() {
    project =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("org.kexshot");
  }

  @Test
  void analyzerKnowsNoFrameworksAndNoUpperRooms() {
    noClasses()
        .that()
        .resideOutsideOfPackages(UPPER_ROOMS)
        .should()
        .dependOnClassesThat(
            resideInAnyPackage(UPPER_ROOMS)
                .or(
                    resideInAnyPackage(
                        "org.apache.lucene..", "picocli..", "com.fasterxml..", "com.sun.jna..")))
        .check(project);
  }

  @Test
  void luceneStaysInTheIndex() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.kexshot.index..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.lucene..")
        .check(project);
  }

  @Test
  void onlyCommandsKnowPicocli() {
    noClasses()
        .that()
        .resideOutsideOfPackages("org.kexshot.cli..", "org.kexshot.lab..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..")
        .check(project);
  }

  /** Reading them by reflection would take a good part of a short command's time. */
  @Test
  void commandsAreDeclaredWithoutAnnotations() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAnyPackage("picocli..").and(ANNOTATIONS))
        .check(project);
  }

  @Test
  void storeAndCaptureKnowNoCommands() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.kexshot.store..",
            "org.kexshot.capture..",
            "org.kexshot.kexec..",
            "org.kexshot.linux..",
            "org.kexshot.lab..",
            "org.kexshot.output..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.kexshot.cli..")
        .check(project);
  }

  /** The agent's runtime in the capture kernel has nothing else. */
  @Test
  void theAgentNeedsLittle() {
    classes()
        .that()
        .resideInAPackage("org.kexshot.capture.agent..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java.io..",
            "java.lang..",
            "java.math..",
            "java.net..",
            "java.nio..",
            "java.security..",
            "java.time..",
            "java.util..",
            "com.sun.jna..",
            "org.kexshot.capture.agent..",
            "org.kexshot.capture.channel..",
            "org.kexshot.kexec..",
            "org.kexshot.linux..",
            "org.kexshot.address..",
            "org.kexshot.io..",
            "org.kexshot.memory..",
            "org.kexshot.format..",
            "org.kexshot.vmcoreinfo..",
            "org.kexshot.paging..",
            "org.kexshot.filter..")
        .check(project);
  }

  @Test
  void roomsHaveNoCycles() {
    slices().matching("org.kexshot.(*)..").should().beFreeOfCycles().check(project);
  }
}
