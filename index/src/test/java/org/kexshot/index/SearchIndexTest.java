package org.kexshot.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.index.document.BootMark;
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
import org.kexshot.kernel.process.ProcessPlaces;
import org.kexshot.kernel.process.ProcessSettings;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.process.TaskState;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KindListing;

class SearchIndexTest {
  private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
  private static final BootMark MARK =
      BootMark.of("OSRELEASE=6.1", List.of(log(1, "a"), log(2, "b")));

  /** Fields that mean nothing where there is one image. */
  private static final Pattern OF_SNAPSHOTS =
      Pattern.compile(
          "(snapshot|label|new|gone|first_seen|last_seen|tag|time|architecture|kind:snapshot|kind:file):?");

  @TempDir private Path directory;

  @BeforeEach
  void indexTwoSnapshots() throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      index.add(
          snapshot("a1", "before upgrade", Map.of("ticket", "4711"), DAY), MARK, firstObjects());
      index.add(
          snapshot("b2", "after", Map.of(), DAY.plus(Duration.ofDays(1))),
          MARK,
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
              KindListing.unreadable(ModuleList.KIND, "no symbols"),
              KindListing.of(SocketList.KIND, listing(List.of())),
              KindListing.of(SysctlList.KIND, listing(List.of()))));
    }
  }

  private static List<KindListing<?>> firstObjects() {
    return List.of(
        KindListing.of(
            TaskList.KIND, listing(List.of(process(42, "sshd", "/usr/sbin/sshd", "-D")))),
        KindListing.of(ModuleList.KIND, listing(List.of(module("snd_hda_intel")))),
        KindListing.of(SocketList.KIND, listing(List.of(socket("10.0.2.15", 8080, 42, "sshd")))),
        KindListing.of(KernelLog.KIND, listing(List.of(log(1, "eth0: Link is Up - 1Gbps/Full")))),
        KindListing.of(
            SysctlList.KIND,
            listing(List.of(new Sysctl("vm.swappiness", "60", false, 0xc200_0000L, 4, "int")))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sshd | process@a1+b2, socket@a1",
        "SSHD kind:process | process@a1+b2",
        "snd_hda_intel | module@a1",
        "hda | module@a1",
        "hda_intel | module@a1",
        "module:hda | module@a1",
        "module:sshd | ``",
        "/usr/sbin/sshd | process@a1+b2",
        "sbin/sshd | process@a1+b2",
        "10.0.2.15:8080 | socket@a1",
        "10.0.2.15 | socket@a1",
        "port:8080 | socket@a1",
        "port:808 | ``",
        "port:>8000 | socket@a1",
        "port:>8080 | ``",
        "port:>=8080 | socket@a1",
        "port:[1 TO 8079] | ``",
        "port:[8000 TO 9000] state:LISTEN | socket@a1",
        "port:{8080 TO *] | ``",
        "port:80* | socket@a1",
        "local:10.0.0.0/8 | socket@a1",
        "local:10.0.3.0/24 | ``",
        "local:10.0.2.15 | socket@a1",
        "local:* | socket@a1",
        "pid:77 | process@b2",
        "pid:42 label:before | process@a1+b2, socket@a1",
        "log:\"out of memory\" | log@b2",
        "log:\"memory of out\" | ``",
        "log:kill* | log@b2",
        "log:(kill* OR link) | log@b2, log@a1",
        "process:nc OR module:snd* | process@b2, module@a1",
        "kind:process -nc | process@a1+b2",
        "kind:process comm:ssh* argv:\"-D\" | process@a1+b2",
        "argv:-l | process@b2",
        "argv:\"D\" | process@a1+b2",
        "tag:ticket=4711 | snapshot@a1",
        "4711 | snapshot@a1",
        "kind:snapshot snapshot:after | snapshot@b2",
        "sysctl:swappiness | sysctl@a1",
        "vm.swappiness value:60 | sysctl@a1",
        "eth0: | log@a1",
        "owner.process:sshd | socket@a1",
        "owner.process:ss* NOT kind:file | socket@a1",
        "owner.process:nc | ``",
        "message:link | log@a1",
        "address:0xc200000 | ``",
        "address:0xc2000000 | sysctl@a1",
        "address:[0xc2000000 TO 0xc2ffffff] | sysctl@a1",
        "address:>0xefffffff | module@a1",
        "hidden:false kind:process pid:77 | process@b2",
        "hidden:no kind:process pid:77 | process@b2",
        "architecture:i686 | snapshot@a1, snapshot@b2",
        "time:2026-01-02 label:after | snapshot@b2",
        "time:2026-01-01 | snapshot@a1",
        "time:[now-1h TO *] | ``",
        "size:4K kind:module | module@a1",
        "size:>4K | ``",
        "size:>=0.5K | module@a1",
        "\"no field here:42\" | ``",
        "fe80::1 | ``",
        "address:0xC2000000 | sysctl@a1",
        "kind:Process -sshd | process@b2",
        "kind:proc* -sshd | process@b2",
        "NOT label:before | snapshot@b2, process@b2, log@b2",
        "-label:before -kind:process | snapshot@b2, log@b2",
        "label:after (NOT kind:process) | snapshot@b2, log@b2",
        "port:8080 OR NOT label:before | socket@a1, snapshot@b2, process@b2, log@b2",
        "NOT label:before OR port:8080 | socket@a1, snapshot@b2, process@b2, log@b2",
        "NOT (label:before OR kind:process) | snapshot@b2, log@b2",
        "snapshot:after new:true | process@b2, log@b2",
        "new:after | process@b2, log@b2",
        "snapshot:before new:true | ``",
        "gone:before | socket@a1, log@a1, sysctl@a1",
        "snapshot:after gone:true | ``",
        "first_seen:2026-01-02 | snapshot@b2, process@b2, log@b2",
        "last_seen:<2026-01-02 kind:socket | socket@a1",
        "last_seen:2026-01-02 sshd | process@a1+b2",
        "first_seen:[now-1h TO *] | ``",
        "dead:beef | ``",
        "proto\\:tcp | ``",
        "nothing | ``"
      })
  void finds(String query, String expected) throws IOException {
    List<String> wanted = expected.isEmpty() ? List.of() : List.of(expected.split(", "));
    assertThat(search(query, Optional.empty())).containsExactlyInAnyOrderElementsOf(wanted);
    if (!OF_SNAPSHOTS.matcher(query).find()) {
      assertThat(filtered(query))
          .containsExactlyInAnyOrderElementsOf(
              wanted.stream()
                  .filter(hit -> hit.contains("@a1") && !hit.startsWith("snapshot"))
                  .map(hit -> hit.substring(0, hit.indexOf('@')))
                  .toList());
    }
  }

  /** What the same query means of the first image's objects alone. */
  private static List<String> filtered(String query) throws IOException {
    List<? extends ObjectKind<?>> kinds = firstObjects().stream().map(KindListing::kind).toList();
    ObjectFilter filter = ObjectFilter.of(query, kinds);
    List<String> meant = new ArrayList<>();
    for (KindListing<?> listing : firstObjects()) {
      meant.addAll(filtered(filter, listing));
    }
    return meant;
  }

  private static <T> List<String> filtered(ObjectFilter filter, KindListing<T> listing)
      throws IOException {
    return filter.of(listing.kind(), listing.listing().items()).stream()
        .map(object -> listing.kind().name())
        .toList();
  }

  @Test
  void aFilterKnowsTheFieldsOfItsKindsAlone() {
    assertThatThrownBy(() -> ObjectFilter.of("port:80", List.of(ModuleList.KIND)))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no field 'port'");
    assertThatThrownBy(() -> ObjectFilter.of("new:true", List.of(ModuleList.KIND)))
        .hasMessageContaining("no field 'new'");
    assertThatThrownBy(() -> ObjectFilter.of("kind:socket", List.of(ModuleList.KIND)))
        .hasMessageContaining("no kind 'socket'");
    assertThatThrownBy(() -> ObjectFilter.of("size:(", List.of(ModuleList.KIND)))
        .isInstanceOf(SearchSyntaxException.class);
  }

  @Test
  void looksInOneSnapshotIfTold() throws IOException {
    assertThat(search("sshd", Optional.of("b2"))).containsExactly("process@a1+b2");
    assertThat(search("new:true -kind:log", Optional.of("b2"))).containsExactly("process@b2");
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
      SearchResult result = index.search(SearchRequest.of("sshd", 1));
      assertThat(result.hits()).hasSize(1);
      assertThat(result.total()).isEqualTo(2);
    }
  }

  @Test
  void anOpenQuotationIsASyntaxError() {
    assertThatThrownBy(() -> search("\"open", Optional.empty()))
        .isInstanceOfSatisfying(
            SearchSyntaxException.class,
            failure -> assertThat(failure.place()).containsExactly("  \"open", "  ^"));
  }

  @Test
  void aFieldThatIsNoneIsAnErrorThatNamesTheNearest() {
    assertThatThrownBy(() -> search("proces:sshd", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no field 'proces'")
        .hasMessageContaining("did you mean 'process'?");
    assertThatThrownBy(() -> search("sshd (quodlibet:x)", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no field 'quodlibet' (`kexshot search --help`");
  }

  @Test
  void aKindThatIsNoneIsAnErrorThatNamesTheNearest() {
    assertThatThrownBy(() -> search("kind:proces", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no kind 'proces' (did you mean 'process'?)");
    assertThatThrownBy(() -> search("PID:1", Optional.empty()))
        .hasMessageContaining("did you mean 'pid'?");
    assertThatThrownBy(() -> search("foo:bar", Optional.empty()))
        .hasMessageContaining("no field 'foo' (`kexshot search --help`");
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
        .containsExactly("socket@a1");
    assertThatThrownBy(() -> search("owners:sshd", Optional.empty()))
        .isInstanceOf(SearchSyntaxException.class)
        .hasMessageContaining("no field 'owners'");
  }

  @Test
  void aTextInQuotationMarksNamesNoField() throws IOException {
    assertThat(search("log:\"eth0: link\"", Optional.empty())).containsExactly("log@a1");
    assertThat(search("\"nothing:here\"", Optional.empty())).isEmpty();
  }

  @Test
  void addingAgainReplaces() throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      index.add(snapshot("a1", "again", Map.of(), DAY), MARK, List.of());
      assertThat(index.snapshotIds()).containsExactlyInAnyOrder("a1", "b2");
    }
    assertThat(search("sshd", Optional.empty())).containsExactly("process@b2");
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
      index.add(snapshot("c3", "new", Map.of(), DAY), MARK, List.of());
      assertThat(index.snapshotIds()).containsExactly("c3");
    }
  }

  @Test
  void snapshotsOfUnknownKernelsAreOfBootsOfTheirOwn() throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      index.add(snapshot("c3", "c", Map.of(), DAY), BootMark.UNKNOWN, List.of());
      index.add(snapshot("d4", "d", Map.of(), DAY), BootMark.UNKNOWN, List.of());
    }
    assertThat(search("snapshot:d", Optional.empty())).containsExactly("snapshot@d4");
    assertThat(search("sshd", Optional.empty())).contains("process@a1+b2");
  }

  @Test
  void anEmptyDirectoryIsAnEmptyIndex(@TempDir Path empty) throws IOException {
    try (SearchIndex index = SearchIndex.open(empty)) {
      assertThat(index.snapshotIds()).isEmpty();
      assertThat(index.search(SearchRequest.of("x", 5)).total()).isZero();
    }
  }

  private List<String> search(String query, Optional<String> within) throws IOException {
    try (SearchIndex index = SearchIndex.open(directory)) {
      SearchRequest request =
          new SearchRequest(query, within, 100, Optional.empty(), Optional.empty(), List.of());
      return index.search(request).hits().stream().map(SearchIndexTest::brief).toList();
    }
  }

  private static String brief(SearchHit hit) {
    return hit.snapshots().stream()
        .map(SearchHit.InSnapshot::id)
        .collect(Collectors.joining("+", hit.kind() + "@", ""));
  }

  private static <T> Listing<T> listing(List<T> items) {
    return new Listing<>(items, List.of());
  }

  private static SnapshotMetadata snapshot(
      String id, String label, Map<String, String> tags, Instant time) {
    return new SnapshotMetadata(id, label, "", tags, "host", "6.1", "i686", time);
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
        ProcessSettings.UNKNOWN,
        ProcessPlaces.UNKNOWN,
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
