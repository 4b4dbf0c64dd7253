package org.kexshot;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.ANNOTATIONS;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kexshot.capture.CaptureFigures;
import org.kexshot.symbols.SymbolTable;

/** Holds the rooms of the project: who may know whom. */
class ArchitectureTest {
  /** The rooms above the analyzer; all others are the analyzer's. */
  private static final String[] UPPER_ROOMS = {
    "org.kexshot.index..",
    "org.kexshot.fleet..",
    "org.kexshot.cli..",
    "org.kexshot.store..",
    "org.kexshot.capture..",
    "org.kexshot.kexec..",
    "org.kexshot.linux..",
    "org.kexshot.device..",
    "org.kexshot.output..",
    "org.kexshot.operation..",
    "org.kexshot.hibernate..",
    "org.kexshot.physical..",
    "org.kexshot.loader..",
    "org.kexshot.parts..",
    "org.kexshot.peer..",
    "org.kexshot.qemu..",
    "org.kexshot.lab.."
  };

  private static JavaClasses project;

  @BeforeAll
  static void readClasses() {
    project =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
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

  /** No other command should wait for its classes. */
  @Test
  void jLineStaysInTheShell() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.kexshot.cli.shell")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.jline..")
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
        .onlyDependOnClassesThat(
            resideInAnyPackage(
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
                .or(belongToAnyOf(CaptureFigures.class)))
        .check(project);
  }

  /** Both walk over the kinds of objects, each for itself. */
  @Test
  void theIndexKnowsNoComparison() {
    noClasses()
        .that()
        .resideInAPackage("org.kexshot.index..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.kexshot.diff..")
        .check(project);
  }

  /**
   * A command asks one operation, or one reader of an image that an operation opened, and hands the
   * answer to a view. How memory is captured, opened, stored and written is below operations.
   */
  @Test
  void commandsDoNoWork() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "org.kexshot.cli.image..",
            "org.kexshot.cli.repository..",
            "org.kexshot.cli.capture..",
            "org.kexshot.cli.shell..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.kexshot.capture..",
            "org.kexshot.device..",
            "org.kexshot.kexec..",
            "org.kexshot.linux..",
            "org.kexshot.output..",
            "org.kexshot.export..",
            "org.kexshot.filter..",
            "org.kexshot.format..",
            "org.kexshot.memory..",
            "org.kexshot.paging..",
            "org.kexshot.diff..",
            "org.kexshot.index.schema..",
            "org.kexshot.store.file..",
            "org.kexshot.store.map..",
            "org.kexshot.store.page..",
            "org.kexshot.store.read..",
            "org.kexshot.store.write..")
        .check(project);
  }

  /** What is kept knows neither how it was captured nor who searches it. */
  @Test
  void theStoreKnowsNeitherCaptureNorIndex() {
    noClasses()
        .that()
        .resideInAPackage("org.kexshot.store..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "org.kexshot.capture..",
            "org.kexshot.index..",
            "org.kexshot.kexec..",
            "org.kexshot.operation..")
        .check(project);
  }

  /** The rest of it is not needed: what Java has is Java's. */
  @Test
  void bouncyCastleDerivesKeysAndNothingElse() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.kexshot.store.key")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bouncycastle..")
        .check(project);
  }

  /** A use case has no terminal in it, so that others than commands can run it. */
  @Test
  void useCasesKnowNoCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("org.kexshot.operation..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.kexshot.cli..", "picocli..")
        .check(project);
  }

  /** The other uses of the jump will stand beside capture. */
  @Test
  void theJumpKnowsNoUseOfIt() {
    noClasses()
        .that()
        .resideInAnyPackage("org.kexshot.kexec..", "org.kexshot.linux..", "org.kexshot.device..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.kexshot.capture..", "org.kexshot.store..")
        .check(project);
  }

  @Test
  void packagesHaveNoCyclesAtAnyDepth() {
    slices().matching("org.kexshot.(**)").should().beFreeOfCycles().check(project);
  }

  @Test
  void aPackageHasAtMostTwentyFiveClasses() {
    Map<String, Long> sizes =
        project.stream()
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> !type.getSimpleName().equals("package-info"))
            .collect(Collectors.groupingBy(JavaClass::getPackageName, Collectors.counting()));
    assertThat(sizes)
        .hasSizeGreaterThan(50)
        .allSatisfy((room, size) -> assertThat(size).as(room).isLessThanOrEqualTo(25));
  }

  @Test
  void everyPackageSaysWhatItIsFor() throws IOException {
    assertThat(packages("package-info.java")).hasSizeGreaterThan(50).isEqualTo(packages(".java"));
  }

  @Test
  void theDocumentNamesEveryPackage() throws IOException {
    Set<String> named =
        Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE)
            .matcher(Files.readString(Path.of("../docs/architecture.md")))
            .results()
            .map(row -> "org.kexshot." + row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).isEqualTo(packages(".java"));
  }

  /** Packages in which a source file's name ends so. */
  private static Set<String> packages(String end) throws IOException {
    Set<String> packages = new TreeSet<>();
    for (String module : List.of("../analyzer", "../index", "../snapshot-cli")) {
      Path sources = Path.of(module, "src/main/java");
      try (Stream<Path> files = Files.walk(sources)) {
        files
            .filter(file -> file.toString().endsWith(end))
            .map(file -> sources.relativize(file.getParent()).toString().replace('/', '.'))
            .forEach(packages::add);
      }
    }
    return packages;
  }

  /**
   * A symbol table may name functions alone, so that a reader says whether it asks for a function
   * or for data. Only what a user asks for by name may be either.
   */
  @Test
  void readersSayWhatKindOfSymbolTheyAskFor() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "org.kexshot.symbols..", "org.kexshot.kernel.value..", "org.kexshot.inspect..")
        .should()
        .callMethod(SymbolTable.class, "find", String.class)
        .orShould()
        .callMethod(SymbolTable.class, "indexOf", String.class)
        .check(project);
  }

  /** {@link org.kexshot.address.Page} alone says how large a page is. */
  @Test
  void thePageSizeIsDeclaredOnce() {
    noFields()
        .should()
        .haveNameMatching("(SMALL_)?PAGE(_SIZE|_SHIFT|_BITS|_BYTES)?")
        .check(project);
  }
}
