package org.kexshot.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;

/**
 * The package of amd64 is installed, used, upgraded, removed and purged in a Debian that has
 * nothing else, each step after the one before; that of i386 is looked into.
 */
@Timeout(1200)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PackageIT {
  private static final Path TOOLKIT = Path.of("/usr/lib/kexshot");
  private static final String REPOSITORY = "/var/lib/kexshot";
  private static final String ARCHIVE = "/usr/lib/kexshot/lib/kexshot-amd64.jsa";
  private static final Path FROZEN = Path.of("../analyzer/src/test/resources/frozen");

  private static final Pattern DOCUMENT = Pattern.compile("\\bdocs/[\\w/-]+\\.md\\b");

  @TempDir private static Path directory;
  private static DebianPackage amd64;
  private static DebianRoot root;

  @BeforeAll
  static void makePackage() throws Exception {
    amd64 = DebianPackage.make("x86_64", directory.resolve("packed"), DebianPackage.UNPACKED);
    root = new DebianRoot(Path.of("target/package-root").toAbsolutePath());
  }

  @AfterAll
  static void removeRoot() throws IOException {
    if (root != null) {
      root.close();
    }
  }

  @Test
  @Order(1)
  void theSameToolkitGivesTheSameBytes() throws Exception {
    DebianPackage one =
        DebianPackage.make("i386", directory.resolve("one"), DebianPackage.UNPACKED);
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    DebianPackage other =
        DebianPackage.make(
            "i386",
            directory.resolve("other"),
            Map.of(
                "KEXSHOT_COMPRESSION", "-Znone",
                "TMPDIR", elsewhere.toString(),
                "TZ", "Asia/Tokyo",
                "LC_ALL", "C"));
    assertThat(Files.mismatch(one.file(), other.file())).isEqualTo(-1);
    assertThat(one.field("Architecture")).isEqualTo("i386");
    assertHasLibrariesOf(one, "linux/i386/", "linux-x86/", "Linux/x86/");
    Files.delete(one.file());
    Files.delete(other.file());
  }

  @Test
  @Order(2)
  void thePackageHasWhatItsMachineNeeds() throws Exception {
    assertThat(amd64.field("Depends")).isEqualTo("default-jre-headless | java17-runtime-headless");
    assertHasLibrariesOf(amd64, "linux/amd64/", "linux-x86-64/", "Linux/x86_64/");
  }

  /**
   * Each is in a directory of three makers; all belongs to root, and is for all to read but memory.
   */
  private static void assertHasLibrariesOf(DebianPackage made, String... directories)
      throws Exception {
    List<String> listing = made.listing();
    assertThat(listing)
        .filteredOn(line -> line.contains("/native/") && line.endsWith(".so"))
        .hasSize(directories.length);
    for (String each : directories) {
      assertThat(listing).anyMatch(line -> line.contains(each) && line.endsWith(".so"));
    }
    assertThat(listing)
        .allMatch(line -> line.contains(" root/root "))
        .anyMatch(line -> line.startsWith("drwx------ ") && line.endsWith(" ./var/lib/kexshot/"))
        .anyMatch(line -> line.endsWith(" ./usr/bin/kexshot -> ../lib/kexshot/bin/kexshot"))
        .filteredOn(line -> line.startsWith("d") && !line.endsWith(" ./var/lib/kexshot/"))
        .allMatch(line -> line.startsWith("drwxr-xr-x "));
  }

  @Test
  @Order(3)
  void itIsInstalledAndRunsAtOnce() throws Exception {
    String said = install(amd64);
    assertThat(said).doesNotContain("slower", "no capture system");
    assertThat(root.in("kexshot", "--version").succeeded()).startsWith("kexshot ");
    assertThat(usesArchive().succeeded()).startsWith("kexshot ");
    assertThat(Files.getPosixFilePermissions(root.file(REPOSITORY)))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  /** Without one that fits, Java ends at once. */
  private static DebianRoot.Run usesArchive() throws Exception {
    return root.in("env", "KEXSHOT_JAVA_OPTIONS=-Xshare:on", "kexshot", "--version");
  }

  /** The classes that a command needs and the archive does not have. */
  private static List<String> loadedFromJars(String command) throws Exception {
    String said =
        root.in("env", "KEXSHOT_JAVA_OPTIONS=-Xlog:class+load", "kexshot", command).succeeded();
    assertThat(said).contains("source: shared objects file");
    return said.lines().filter(line -> line.contains("source: file:")).toList();
  }

  private static String install(DebianPackage made) throws Exception {
    Files.copy(made.file(), root.file("/kexshot.deb"));
    String said = root.in("dpkg", "--install", "/kexshot.deb").succeeded();
    Files.delete(root.file("/kexshot.deb"));
    return said;
  }

  @Test
  @Order(4)
  void theCaptureSystemIsPackedThere() throws Exception {
    Path archive = root.file(TOOLKIT + "/capture/x86_64/initramfs.cpio.gz");
    byte[] packed = Files.readAllBytes(archive);
    assertThat(Files.readString(Path.of(archive + ".sha256")).strip())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(packed)));
    assertThat(names(packed))
        .contains("init", "agent/agent.jar", "agent/libjnidispatch.so")
        .contains("lib64/ld-linux-x86-64.so.2", "jre/lib/modules", "jre/lib/server/libjvm.so")
        .contains("jre/lib/server/classes.jsa");
  }

  /** What a compressed archive of cpio's format {@code newc} holds. */
  private static Set<String> names(byte[] packed) throws IOException {
    byte[] archive = new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes();
    Set<String> names = new HashSet<>();
    int at = 0;
    while (!names.contains("TRAILER!!!")) {
      String header = new String(archive, at, 110, StandardCharsets.US_ASCII);
      int size = Integer.parseInt(header.substring(54, 62), 16);
      int nameSize = Integer.parseInt(header.substring(94, 102), 16);
      names.add(new String(archive, at + 110, nameSize - 1, StandardCharsets.UTF_8));
      at = aligned(aligned(at + 110 + nameSize) + size);
    }
    return names;
  }

  private static int aligned(int offset) {
    return offset + 3 & ~3;
  }

  @Test
  @Order(5)
  void manualCompletionAndLicencesAreInTheirPlaces() throws Exception {
    String page = root.in("gzip", "-dc", "/usr/share/man/man1/kexshot-snap.1.gz").succeeded();
    assertThat(page).startsWith(".TH \"KEXSHOT");
    assertThat(
            root.in(
                    "bash",
                    "-c",
                    "source /usr/share/bash-completion/completions/kexshot && complete -p kexshot")
                .succeeded())
        .contains("_complete_kexshot");
    assertThat(root.file("/usr/share/zsh/vendor-completions/_kexshot"))
        .content()
        .startsWith("#compdef kexshot\n");
    assertThat(root.file("/usr/share/fish/vendor_completions.d/kexshot.fish")).isNotEmptyFile();
    assertThat(root.file("/usr/share/doc/kexshot/copyright"))
        .content()
        .contains("Apache-2.0", "lucene-core 9", "openjdk-17");
    List<String> parts = root.in("kexshot", "--licences").succeeded().lines().skip(1).toList();
    assertThat(parts).hasSizeGreaterThan(20).anyMatch(line -> line.startsWith("libc6 "));
    for (String part : parts) {
      assertThat(part).doesNotContain("?");
      String texts = part.substring(part.lastIndexOf(' ') + 1);
      assertThat(root.file(texts)).as(part).isNotEmptyDirectory();
    }
  }

  /** As pages of the manual name them. */
  @Test
  @Order(5)
  void documentsThatTheManualNamesAreThere() throws Exception {
    String pages = root.in("sh", "-c", "gzip -dc /usr/share/man/man1/kexshot*.gz").succeeded();
    List<String> named =
        DOCUMENT
            .matcher(pages.replace("\\-", "-"))
            .results()
            .map(MatchResult::group)
            .distinct()
            .toList();
    assertThat(named).contains("docs/kinds.md", "docs/json.md");
    for (String document : named) {
      assertThat(root.file("/usr/share/doc/kexshot/" + document)).isNotEmptyFile();
    }
    assertThat(root.file("/usr/share/doc/kexshot/README.md")).isNotEmptyFile();
  }

  @Test
  @Order(6)
  void aPurgeTakesARepositoryThatNoSnapshotWasAddedTo() throws Exception {
    root.in("kexshot", "init").succeeded();
    assertThat(root.in("kexshot", "list").succeeded()).startsWith("ID ");
    assertThat(loadedFromJars("stats")).isEmpty();
    root.in("sh", "/var/lib/dpkg/info/kexshot.postrm", "purge").succeeded();
    assertThat(root.file(REPOSITORY)).doesNotExist();
  }

  /** The dumps are packed by compressors whose libraries are of the machine. */
  @Fault("In a chroot no repository can be written: `Mount point not found`")
  @Test
  @Order(7)
  void snapshotsAreStoredAndOutliveAnUpgrade() throws Exception {
    root.in("kexshot", "init").succeeded();
    for (String dump : List.of("kdump-zstd", "kdump-snappy")) {
      Files.copy(FROZEN.resolve(dump), root.file("/" + dump));
      root.in("kexshot", "import", "--label", dump, "/" + dump).succeeded();
    }
    FileTime before = Files.getLastModifiedTime(root.file(ARCHIVE));
    install(amd64.successor("0.1.0~test2", directory));
    assertThat(root.in("dpkg-query", "-W", "-f", "${Version}", "kexshot").succeeded())
        .isEqualTo("0.1.0~test2");
    assertThat(Files.getLastModifiedTime(root.file(ARCHIVE))).isGreaterThan(before);
    assertThat(usesArchive().succeeded()).startsWith("kexshot ");
    assertThat(root.in("kexshot", "list").succeeded()).contains("kdump-zstd", "kdump-snappy");
  }

  @Test
  @Order(8)
  void removedItLeavesSnapshotsAlone() throws Exception {
    root.in("dpkg", "--remove", "kexshot").succeeded();
    assertThat(root.file(TOOLKIT.toString())).doesNotExist();
    assertThat(root.file("/usr/bin/kexshot")).doesNotExist();
    assertThat(root.file("/usr/share/man/man1/kexshot.1.gz")).doesNotExist();
    assertThat(root.file(REPOSITORY + "/snapshots")).isNotEmptyDirectory();
  }

  @Test
  @Order(9)
  void aPurgeKeepsSnapshotsAndSaysSo() throws Exception {
    String said = root.in("dpkg", "--purge", "kexshot").succeeded();
    assertThat(said).contains(REPOSITORY + " is kept", "rm -r " + REPOSITORY);
    assertThat(root.file(REPOSITORY + "/snapshots")).isNotEmptyDirectory();
    assertThat(root.in("dpkg-query", "-W", "kexshot").code()).isNotZero();
  }
}
