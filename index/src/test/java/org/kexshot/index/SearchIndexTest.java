package org.kexshot.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.index.schema.SearchSchema;
import org.kexshot.index.schema.SnapshotMetadata;
import org.kexshot.kernel.log.KernelLog;
import org.kexshot.kernel.log.LogRecord;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleState;
import org.kexshot.kernel.net.Endpoint;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketFamily;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.net.SocketOwner;
import org.kexshot.kernel.process.Argv;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.process.TaskState;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;
import org.kexshot.objects.KindListing;

class SearchIndexTest {
  @TempDir private Path directory;

  @BeforeEach
  void indexTwoSnapshots() throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      index.add(
          snapshot("a1", "before upgrade", Map.of("ticket", "4711")),
          List.of(
              KindListing.of(
                  TaskList.KIND, listing(List.of(process(42, "sshd", "/usr/sbin/sshd", "-D")))),
              KindListing.of(ModuleList.KIND, listing(List.of(module("snd_hda_intel")))),
              KindListing.of(
                  SocketList.KIND, listing(List.of(socket("10.0.2.15", 8080, 42, "sshd")))),
              KindListing.of(
                  KernelLog.KIND, listing(List.of(log(1, "eth0: Link is Up - 1Gbps/Full")))),
              KindListing.of(
                  SysctlList.KIND,
                  listing(
                      List.of(new Sysctl("vm.swappiness", "60", false, 0xc200_0000L, 4, "int"))))));
      index.add(
          snapshot("b2", "after", Map.of()),
          List.of(
              KindListing.of(
                  TaskList.KIND,
                  listing(
                      List.of(
                          process(42, "sshd", "/usr/sbin/sshd", "-D"),
                          process(77, "nc", "nc", "-l")))),
              KindListing.of(
                  KernelLog.KIND,
                  listing(List.of(log(2, "Out of memory: Killed process 77 (nc)")))),
              KindListing.unreadable(ModuleList.KIND, "no symbols")));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sshd | a1 process, b2 process, a1 socket",
        "SSHD kind:process | a1 process, b2 process",
        "snd_hda_intel | a1 module",
        "hda | a1 module",
        "hda_intel | a1 module",
        "module:hda | a1 module",
        "module:sshd | ``",
        "/usr/sbin/sshd | a1 process, b2 process",
        "sbin/sshd | a1 process, b2 process",
        "10.0.2.15:8080 | a1 socket",
        "10.0.2.15 | a1 socket",
        "port:8080 | a1 socket",
        "port:808 | ``",
        "pid:77 | b2 process",
        "pid:42 label:before | a1 process, a1 socket",
        "log:\"out of memory\" | b2 log",
        "log:\"memory of out\" | ``",
        "log:kill* | b2 log",
        "process:nc OR module:snd* | b2 process, a1 module",
        "kind:process -nc | a1 process, b2 process",
        "tag:ticket=4711 | a1 snapshot",
        "4711 | a1 snapshot",
        "snapshot:after | b2 snapshot",
        "sysctl:swappiness | a1 sysctl",
        "vm.swappiness value:60 | a1 sysctl",
        "eth0: | a1 log",
        "address:0xc200000 | ``",
        "address:0xc2000000 | a1 sysctl",
        "hidden:false kind:process pid:77 | b2 process",
        "architecture:i686 | a1 snapshot, b2 snapshot",
        "time:2026-01-01 label:after | b2 snapshot",
        "\"no field here:42\" | ``",
        "fe80::1 | ``",
        "address:0xC2000000 | a1 sysctl",
        "kind:Process -sshd | b2 process",
        "kind:proc* -sshd | b2 process",
        "NOT label:before | b2 snapshot, b2 process, b2 process, b2 log",
        "-label:before -kind:process | b2 snapshot, b2 log",
        "label:after (NOT kind:process) | b2 snapshot, b2 log",
        "port:8080 OR NOT label:before | a1 socket, b2 snapshot, b2 process, b2 process, b2 log",
        "NOT label:before OR port:8080 | a1 socket, b2 snapshot, b2 process, b2 process, b2 log",
        "NOT (label:before OR kind:process) | b2 snapshot, b2 log",
        "dead:beef | ``",
        "nothing | ``"
      })
  void finds(String query, String expected) throws IOException {
    List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(", "));
    assertThat(search(query, Optional.empty())).containsExactlyInAnyOrderElementsOf(wanted);
  }

  @Test
  void looksInOneSnapshotIfTold() throws IOException {
    assertThat(search("sshd", Optional.of("b2"))).containsExactly("b2 process");
  }

  @Test
  void onlyTheOwnerCanReadItsFiles() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files)
          .isNotEmpty()
          .allSatisfy(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void countsWhatTheLimitCutsOff() throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      SearchResult result = index.search(new SearchRequest("sshd", Optional.empty(), 1));
      assertThat(result.hits()).hasSize(1);
      assertThat(result.total()).isEqualTo(3);
    }
  }

  @Test
  void anOpenQuotationIsASyntaxError() {
    assertThatThrownBy(() -> search("\"open", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("\"open");
  }

  @Test
  void aFieldThatIsNoneIsAnErrorThatNamesTheNearest() {
    assertThatThrownBy(() -> search("proces:sshd", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no field 'proces'")
        .hasMessageContaining("did you mean 'process'?");
    assertThatThrownBy(() -> search("sshd (quodlibet:x)", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("architecture, ");
  }

  @Test
  void aKindThatIsNoneIsAnErrorThatNamesTheNearest() {
    assertThatThrownBy(() -> search("kind:proces", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no kind 'proces' (did you mean 'process'?)");
    assertThatThrownBy(() -> search("PID:1", Optional.empty()))
        .hasMessageContaining("did you mean 'pid'?");
    assertThatThrownBy(() -> search("foo:bar", Optional.empty()))
        .hasMessageContaining("fields are ");
  }

  @Test
  void aQueryThatIsTooDeepIsASyntaxError() {
    String deep = "(".repeat(3000) + "a" + ")".repeat(3000);
    assertThatThrownBy(() -> search(deep, Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("parentheses")
        .satisfies(failure -> assertThat(failure.getMessage()).hasSizeLessThan(2500));
  }

  /** Objects in a list are found by their parts: a field of the list would find nothing. */
  @Test
  void partsAreFieldsAndListsOfObjectsAreNot() throws IOException {
    assertThat(search("kind:socket name:sshd pid:42", Optional.empty()))
        .containsExactly("a1 socket");
    assertThatThrownBy(() -> search("owners:sshd", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no field 'owners'");
  }

  /** Up to four hexadecimal digits before a colon begin an address, so that no field has such. */
  @Test
  void noFieldIsTakenForTheBeginningOfAnAddress() {
    assertThat(SearchSchema.get().fields()).noneMatch(name -> name.matches("[0-9a-fA-F]{1,4}"));
  }

  @Test
  void aTextInQuotationMarksNamesNoField() throws IOException {
    assertThat(search("log:\"eth0: link\"", Optional.empty())).containsExactly("a1 log");
    assertThat(search("\"nothing:here\"", Optional.empty())).isEmpty();
  }

  @Test
  void addingAgainReplaces() throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      index.add(snapshot("a1", "again", Map.of()), List.of());
      assertThat(index.snapshotIds()).containsExactlyInAnyOrder("a1", "b2");
    }
    assertThat(search("sshd", Optional.empty())).containsExactly("b2 process");
  }

  @Test
  void forgetsWhatIsRemoved() throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      index.remove(Set.of("b2"));
      assertThat(index.snapshotIds()).containsExactly("a1");
    }
    assertThat(search("pid:77", Optional.empty())).isEmpty();
  }

  @Test
  void aDamagedIndexStartsAnewAndEmpty() throws IOException {
    try (var files = Files.list(directory)) {
      Path commit =
          files
              .filter(file -> file.getFileName().toString().startsWith("segments_"))
              .findFirst()
              .orElseThrow();
      Files.write(commit, new byte[] {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12});
    }
    try (SearchIndex index = SearchIndex.open(directory)) {
      assertThat(index.snapshotIds()).isEmpty();
      index.add(snapshot("c3", "new", Map.of()), List.of());
      assertThat(index.snapshotIds()).containsExactly("c3");
    }
  }

  @Test
  void anEmptyDirectoryIsAnEmptyIndex(@TempDir Path empty) throws IOException {
    try (SearchIndex index = SearchIndex.open(empty)) {
      assertThat(index.snapshotIds()).isEmpty();
      assertThat(index.search(new SearchRequest("x", Optional.empty(), 5)).total()).isZero();
    }
  }

  private List<String> search(String query, Optional<String> within) throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      return index.search(new SearchRequest(query, within, 100)).hits().stream()
          .map(hit -> hit.snapshotId() + " " + hit.kind())
          .toList();
    }
  }

  private static <T> Listing<T> listing(List<T> items) {
    return new Listing<>(items, List.of());
  }

  private static SnapshotMetadata snapshot(String id, String label, Map<String, String> tags) {
    return new SnapshotMetadata(
        id, label, "", tags, "host", "6.1", "i686", Instant.parse("2026-01-01T00:00:00Z"));
  }

  private static Task process(int pid, String name, String... arguments) {
    return new Task(
        0xc000_0000L + pid,
        pid,
        pid,
        1,
        Optional.empty(),
        name,
        Argv.of(List.of(arguments)),
        TaskState.SLEEPING,
        5,
        false,
        Optional.empty(),
        Optional.empty(),
        false,
        List.of());
  }

  private static Module module(String name) {
    return new Module(
        name, 0xf000_0000L, 4096, ModuleState.LIVE, 0, List.of(), false, 0xf000_0100L);
  }

  private static Socket socket(String address, int port, int pid, String owner) {
    return new Socket(
        0xc100_0000L,
        SocketFamily.INET,
        "tcp",
        new Endpoint(address, port),
        Endpoint.NONE,
        "LISTEN",
        991,
        4_026_531_840L,
        0,
        List.of(new SocketOwner(pid, 3, owner)));
  }

  private static LogRecord log(long sequence, String text) {
    return new LogRecord(sequence, 1_000_000_000L * sequence, 0, 6, "", text);
  }
}
