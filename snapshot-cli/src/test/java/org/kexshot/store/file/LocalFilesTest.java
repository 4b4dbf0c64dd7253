package org.kexshot.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;

class LocalFilesTest {
  @TempDir private Path temporary;
  private Path outside;
  private LocalFiles files;

  @BeforeEach
  void makeDirectories() throws IOException {
    outside = Files.createDirectory(temporary.resolve("outside"));
    Files.writeString(outside.resolve("victim"), "important");
    files = new LocalFiles(temporary.resolve("repository"));
    files.makeDirectory(files.layout().root());
    files.makeDirectory(files.layout().cache());
  }

  @Fault("A link in a repository has the lock and the cache overwrite other files")
  @Test
  void filesThatAreLinksAreNeitherReadNorWritten() throws IOException {
    Path victim = outside.resolve("victim");
    Files.createSymbolicLink(files.layout().lock(), victim);
    Files.createSymbolicLink(files.layout().pageTable(), victim);
    assertThatThrownBy(() -> files.lock(Duration.ZERO)).hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> files.openCache(files.layout().pageTable()))
        .hasMessageContaining("symbolic link");
    assertThatThrownBy(() -> files.open(files.layout().lock()))
        .isInstanceOfSatisfying(
            RepositoryException.class,
            e -> assertThat(e.reason()).isEqualTo(RepositoryException.Reason.CORRUPT));
    assertThat(victim).hasContent("important");
  }

  @Fault("A link in the place of `temporary` has files elsewhere deleted")
  @Test
  void aDirectoryThatIsALinkIsRefused() throws IOException {
    Files.createSymbolicLink(files.layout().temporary(), outside);
    for (org.assertj.core.api.ThrowableAssert.ThrowingCallable use :
        List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
            files::requireOwn,
            () -> files.list(files.layout().temporary()),
            () -> files.create("x"))) {
      assertThatThrownBy(use)
          .isInstanceOf(RepositoryException.class)
          .hasMessageContaining("temporary")
          .hasMessageContaining("follows no links");
    }
    assertThat(outside).isDirectoryContaining(file -> file.endsWith("victim"));
  }

  @Test
  void aPipeIsNotWaitedFor() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", files.layout().format().toString()).start().waitFor())
        .isZero();
    assertThatThrownBy(() -> files.read(files.layout().format()))
        .hasMessageContaining("no regular file");
  }

  @Test
  void aDirectoryOfAnotherUserIsRefused() throws Exception {
    assertThat(LocalFiles.isTrusted(1000, 1000)).isTrue();
    assertThat(LocalFiles.isTrusted(0, 1000)).isTrue();
    assertThat(LocalFiles.isTrusted(12345, 1000)).isFalse();
    assertThat(LocalFiles.isTrusted(12345, 0)).isFalse();
    files.makeDirectory(files.layout().packs());
    files.requireOwn();
    // Only root can give a directory away.
    if ((int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0) {
      Files.setAttribute(files.layout().packs(), "unix:uid", 12345);
      assertThatThrownBy(files::requireOwn)
          .hasMessageContaining("packs")
          .hasMessageContaining("belongs to user 12345");
    }
  }

  @Test
  void theRepositoryItselfMayBeReachedByALink() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), files.layout().root());
    LocalFiles linked = new LocalFiles(link);
    linked.requireOwn();
    linked.makeDirectory(linked.layout().root());
    assertThat(linked.list(linked.layout().cache())).isEmpty();
  }

  @Fault("A directory that cannot be looked at counts as empty, that of the snapshots too")
  @Test
  void whatIsUnknownIsNotMissing() {
    Path unreadable = files.layout().root().resolve("x".repeat(300));
    assertThatThrownBy(() -> files.exists(unreadable)).hasMessageContaining("too long");
    assertThatThrownBy(() -> files.list(unreadable)).hasMessageContaining("too long");
  }

  /** As where it was the root of a mount that is lost: names lead to the directory below. */
  @Test
  void inAnotherDirectoryThanItWasNothingIsMissing() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), files.layout().root());
    LocalFiles linked = new LocalFiles(link);
    linked.requireOwn();
    assertThat(linked.list(linked.layout().snapshots())).isEmpty();
    Files.delete(link);
    Files.createSymbolicLink(link, Path.of("/proc"));
    requireLost(() -> linked.list(linked.layout().snapshots()), link);
    requireLost(() -> linked.exists(linked.layout().format()), link);
    requireLost(() -> linked.open(linked.layout().format()), link);
    requireLost(() -> linked.delete(linked.layout().format()), link);
    requireLost(() -> linked.create("pack"), link);
    Files.delete(link);
    requireLost(() -> linked.list(linked.layout().snapshots()), link);
  }

  private static void requireLost(ThrowingCallable step, Path root) {
    assertThatThrownBy(step)
        .isExactlyInstanceOf(IOException.class)
        .hasMessageStartingWith(root + ": its file system was unmounted or lost meanwhile");
  }

  @Fault("Modes of files depend on the umask")
  @Test
  void modesDoNotDependOnTheUmask() throws Exception {
    for (String umask : List.of("000", "277", "777")) {
      Path root = temporary.resolve("umask-" + umask);
      Process child =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "umask \"$1\"; shift; exec \"$@\"",
                  "sh",
                  umask,
                  ProcessHandle.current().info().command().orElseThrow(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Child.class.getName(),
                  root.toString())
              .inheritIO()
              .start();
      assertThat(child.waitFor()).isZero();
      LocalFiles made = new LocalFiles(root);
      assertThat(mode(root)).isEqualTo("rwx------");
      assertThat(mode(made.layout().cache())).isEqualTo("rwx------");
      assertThat(mode(made.layout().pageTable())).isEqualTo("rw-------");
      assertThat(mode(made.layout().format())).isEqualTo("rw-------");
      assertThat(mode(made.layout().lock())).isEqualTo("rw-------");
    }
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** Makes files of each kind. */
  static final class Child {
    private Child() {}

    public static void main(String... arguments) throws IOException {
      LocalFiles files = new LocalFiles(Path.of(arguments[0]));
      files.makeDirectory(files.layout().cache());
      files.lock(Duration.ZERO).close();
      files.openCache(files.layout().pageTable()).close();
      try (NewFile format = files.create("format")) {
        format.write(ByteBuffer.wrap(new byte[] {1}));
        format.commit(files.layout().format());
      }
    }
  }
}
