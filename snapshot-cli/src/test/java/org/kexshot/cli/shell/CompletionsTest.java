package org.kexshot.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.cli.CommandRun;
import org.kexshot.cli.KernelFixture;
import org.kexshot.cli.ShellCommands;
import org.kexshot.cli.argument.ImageRequest;
import org.kexshot.kernel.DebugFiles;
import org.kexshot.store.Repository;

/** Words by what commands declare, and the repository's names; the lab has those of a kernel. */
class CompletionsTest {
  @TempDir private Path directory;
  private final KeptImage kept = new KeptImage();
  private Completions completions;

  @BeforeEach
  void makeCompletions() {
    completions =
        new Completions(
            new Vocabulary(new ShellCommands(), kept),
            new ImageNames(kept),
            new SnapshotNames(this::repository));
  }

  @AfterEach
  void closeImage() throws IOException {
    kept.close();
  }

  private Optional<Repository> repository() {
    try {
      return Optional.of(Repository.open(directory.resolve("repository")));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private List<String> values(String word, String... before) {
    return completions.of(List.of(before), word).stream().map(Completion::value).toList();
  }

  @Test
  void aLineBeginsWithACommand() {
    assertThat(values("sta")).containsExactly("stack", "stats");
    assertThat(values("op")).containsExactly("open");
    assertThat(values("")).contains("help", "exit", "open", "ps", "diff");
    assertThat(values("vt", "help")).containsExactly("vtop");
    assertThat(completions.of(List.of(), "vtop").get(0).description()).startsWith("Translate a");
  }

  @Test
  void aGroupHasCommandsOfItsOwn() {
    assertThat(values("", "key")).containsExactly("add", "remove", "list");
    assertThat(values("--dev", "capture", "load")).containsExactly("--device");
  }

  @Test
  void optionsAreThoseOfTheCommand() {
    assertThat(values("--th", "ps")).containsExactly("--threads");
    assertThat(values("--ima", "ps")).containsExactly("--image");
    assertThat(values("--ima", "list")).isEmpty();
    assertThat(values("--nothing", "ps")).isEmpty();
  }

  @Test
  void anImageIsASnapshotOrAFile() throws IOException {
    Path image = directory.resolve("image");
    KernelFixture.write(image);
    assertThat(
            CommandRun.of(
                    "import",
                    image.toString(),
                    "--map=" + KernelFixture.map(image),
                    "--label=before",
                    "--repository=" + directory.resolve("repository"))
                .code())
        .isZero();
    String id = repository().orElseThrow().snapshots().get(0).shortId();
    assertThat(values("bef", "open")).containsExactly("before");
    assertThat(values("@", "diff")).containsExactly("@last");
    assertThat(values(id.substring(0, 4), "ps")).containsExactly(id);
    assertThat(values("bef", "slab", "--image")).containsExactly("before");
    assertThat(values("--image=bef", "slab")).containsExactly("--image=before");
    assertThat(values("bef", "slab")).as("the image is open; a cache comes next").isEmpty();
    assertThat(values(directory + "/ima", "diff"))
        .containsExactlyInAnyOrder(image.toString(), image + ".map");
  }

  @Fault("Tab offers the kernel's symbols where a slab cache, a column or a peer is to be named")
  @Test
  void symbolsAreNamedWhereSymbolsAreMeant() throws IOException {
    openImageWithSymbol("vm_swappiness");
    assertThat(values("vm_s", "read")).containsExactly("vm_swappiness");
    assertThat(values("vm_s", "vtop")).containsExactly("vm_swappiness");
    assertThat(values("vm_s", "symbols")).containsExactly("vm_swappiness");
    assertThat(values("vm_s", "print")).containsExactly("vm_swappiness");
    assertThat(values("vm_s", "slab")).isEmpty();
    assertThat(values("vm_s", "owner")).isEmpty();
    assertThat(values("--columns=vm_s", "ps")).isEmpty();
    assertThat(values("vm_s", "peer", "stop")).isEmpty();
  }

  private void openImageWithSymbol(String name) throws IOException {
    Path image = directory.resolve("image");
    KernelFixture.write(image);
    Path symbols = directory.resolve("System.map");
    Files.writeString(
        symbols,
        "c0000000 T _stext\nc0001000 D swapper_pg_dir\nc0002000 D init_uts_ns\nc0004000 B mem_map\n%x D %s\n"
            .formatted(KernelFixture.BASE + KernelFixture.PATTERN, name));
    ImageRequest request =
        new ImageRequest(
            image.toString(),
            Optional.of(KernelFixture.map(image)),
            new DebugFiles(Optional.empty(), Optional.of(symbols)),
            Optional.empty());
    kept.keep(request, () -> Repository.open(directory.resolve("repository")), opened -> {});
  }

  @Test
  void filesAreNamedWhereFilesAreMeant() throws IOException {
    Files.createDirectory(directory.resolve("dumps"));
    Files.createFile(directory.resolve("dumps/.hidden"));
    Files.createFile(directory.resolve("dumps/one"));
    String start = directory + "/du";
    assertThat(values(start, "ps", ">")).containsExactly(directory + "/dumps/");
    assertThat(values(start, "ps", "|", "sort")).containsExactly(directory + "/dumps/");
    assertThat(values(start, "ps", "--btf")).containsExactly(directory + "/dumps/");
    assertThat(values("--btf=" + start, "ps")).containsExactly("--btf=" + directory + "/dumps/");
    assertThat(values(directory + "/dumps/", "import")).containsExactly(directory + "/dumps/one");
    assertThat(values(directory + "/dumps/.", "import"))
        .containsExactly(directory + "/dumps/.hidden");
    assertThat(values("/nonexistent/x", "import")).isEmpty();
  }
}
