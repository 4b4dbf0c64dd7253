package org.kexshot.diff.gate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.kexshot.diff.ImageDifference;
import org.kexshot.diff.ImageRelation;
import org.kexshot.diff.finding.Findings;
import org.kexshot.diff.memory.MemoryDifference;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.object.Identities;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.page.PageTotals;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.kernel.bpf.BpfObject;
import org.kexshot.kernel.bpf.BpfObjectList;
import org.kexshot.kernel.cred.Credentials;
import org.kexshot.kernel.integrity.Finding;
import org.kexshot.kernel.integrity.FindingType;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.module.Module;
import org.kexshot.kernel.module.ModuleList;
import org.kexshot.kernel.module.ModuleParameter;
import org.kexshot.kernel.module.ModuleParameterList;
import org.kexshot.kernel.module.ModuleState;
import org.kexshot.kernel.mount.Mount;
import org.kexshot.kernel.mount.MountList;
import org.kexshot.kernel.net.Endpoint;
import org.kexshot.kernel.net.Socket;
import org.kexshot.kernel.net.SocketFamily;
import org.kexshot.kernel.net.SocketList;
import org.kexshot.kernel.pagecache.CachedFile;
import org.kexshot.kernel.pagecache.CachedFileList;
import org.kexshot.kernel.process.Argv;
import org.kexshot.kernel.process.OpenFile;
import org.kexshot.kernel.process.OpenFileList;
import org.kexshot.kernel.process.ProcessPlaces;
import org.kexshot.kernel.process.ProcessSettings;
import org.kexshot.kernel.process.ResidentMemory;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.process.TaskState;
import org.kexshot.kernel.slab.SlabCache;
import org.kexshot.kernel.slab.SlabCacheList;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kernel.text.CodeChange;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;

/** Each condition where it holds, where it does not, and where nobody can tell. */
class GateTest {
  private static final TextDifference UNCHANGED = text(List.of(), List.of());

  private final List<ObjectDifference<?>> differences = new ArrayList<>();
  private TextDifference text = UNCHANGED;

  private static TextDifference text(List<CodeChange> alarms, List<CodeChange> undecided) {
    return new TextDifference(
        4096,
        List.of(),
        alarms,
        alarms.size(),
        undecided,
        undecided.size(),
        List.of(),
        Optional.empty());
  }

  private static CodeChange change(CodeChange.Verdict verdict) {
    return new CodeChange(
        verdict,
        Optional.empty(),
        "vfs_read",
        0xc000_1000L,
        5,
        true,
        "90",
        "e9",
        Optional.of("evil [rootkit]"));
  }

  private <T> void compare(ObjectKind<T> kind, List<T> before, List<T> after, String... problems) {
    differences.add(
        new ObjectComparison<>(kind, true)
            .between(new Listing<>(before, List.of()), new Listing<>(after, List.of(problems))));
  }

  private Verdict judge(String condition) {
    List<ObjectDifference<?>> all = new ArrayList<>(differences);
    for (ObjectKind<?> kind : KernelObjectKinds.all()) {
      if (all.stream().noneMatch(known -> known.kind() == kind)) {
        all.add(unchanged(kind));
      }
    }
    ImageDifference difference =
        new ImageDifference(
            ImageRelation.SAME_BOOT,
            Identities.DECLARED,
            0,
            new PageTotals(1, 0, 0, 0, 0),
            List.of(),
            MemoryDifference.notCompared("not asked for"),
            all,
            new SymbolDifference(List.of(), 0, Optional.empty()),
            text,
            List.of(),
            Optional.empty());
    return Gate.judge(Gate.parse(condition), difference, Findings.of(difference, NoiseModel.NONE))
        .get(0);
  }

  private static <T> ObjectDifference<T> unchanged(ObjectKind<T> kind) {
    return new ObjectComparison<>(kind, true)
        .between(new Listing<>(List.of(), List.of()), new Listing<>(List.of(), List.of()));
  }

  private void assertFailed(String condition, String... words) {
    Verdict verdict = judge(condition);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.FAILED);
    assertThat(verdict.violations()).hasSize(1);
    assertThat(verdict.violations().get(0)).contains(words);
  }

  private void assertPassed(String condition) {
    assertThat(judge(condition).outcome()).isEqualTo(Verdict.Outcome.PASSED);
  }

  /** Of each condition a kind that it needs; integrity needs the text too. */
  static Stream<Arguments> needs() {
    return Stream.of(
        Arguments.of("integrity", Integrity.KIND),
        Arguments.of("modules", ModuleList.KIND),
        Arguments.of("processes", TaskList.KIND),
        Arguments.of("setuid-processes", TaskList.KIND),
        Arguments.of("listening-sockets", SocketList.KIND),
        Arguments.of("kernel-settings", SysctlList.KIND),
        Arguments.of("kernel-settings", ModuleParameterList.KIND),
        Arguments.of("setuid-files", CachedFileList.KIND),
        Arguments.of("mounts", MountList.KIND),
        Arguments.of("bpf", BpfObjectList.KIND),
        Arguments.of("open-files", OpenFileList.KIND),
        Arguments.of("open-files", TaskList.KIND),
        Arguments.of("process-growth", TaskList.KIND),
        Arguments.of("slab-growth", SlabCacheList.KIND));
  }

  @ParameterizedTest
  @MethodSource("needs")
  void whatWasNotComparedIsUnknown(String condition, ObjectKind<?> kind) {
    differences.add(ObjectDifference.notCompared(kind, "no types"));
    Verdict verdict = judge(condition);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.UNKNOWN);
    assertThat(verdict.isPassed()).isFalse();
    assertThat(verdict.unknown()).containsExactly(kind.words() + " not compared: no types");
  }

  @ParameterizedTest
  @MethodSource("needs")
  void aListThatBreaksOffIsUnknown(String condition, ObjectKind<?> kind) {
    compare(kind, List.of(), List.of(), "the list breaks off");
    Verdict verdict = judge(condition);
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.UNKNOWN);
    assertThat(verdict.unknown())
        .containsExactly(kind.words() + ": second image: the list breaks off");
  }

  @Test
  void allNeedsAreTested() {
    assertThat(needs().map(need -> need.get()[0]).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Gate.all().stream().map(gate -> gate.condition().name()).toList());
  }

  @Test
  void nothingViolatesNothing() {
    for (Gate gate : Gate.all()) {
      assertPassed(gate.form());
    }
  }

  @Test
  void aViolationOutweighsWhatIsUnknown() {
    text = text(List.of(change(CodeChange.Verdict.ALARM)), List.of());
    compare(Integrity.KIND, List.of(), List.of(), "a table");
    Verdict verdict = judge("integrity");
    assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.FAILED);
    assertThat(verdict.unknown()).hasSize(1);
  }

  @Test
  void anAlarmViolatesIntegrity() {
    text = text(List.of(change(CodeChange.Verdict.ALARM)), List.of());
    assertFailed("integrity", "vfs_read: 90 -> e9, which leads to evil [rootkit]");
  }

  @Test
  void textThatIsUndecidedOrNotComparedIsUnknown() {
    text = text(List.of(), List.of(change(CodeChange.Verdict.UNDECIDED)));
    assertThat(judge("integrity").outcome()).isEqualTo(Verdict.Outcome.UNKNOWN);
    text = TextDifference.notCompared("not of one boot");
    assertThat(judge("integrity").unknown())
        .containsExactly("kernel text not compared: not of one boot");
  }

  private static Finding finding(String found, boolean explained) {
    return new Finding(
        FindingType.SYSTEM_CALL, "sys_call_table[1]", 0xc000L, found, "a system call", explained);
  }

  @Test
  void aFindingThatCameViolatesIntegrity() {
    compare(Integrity.KIND, List.of(), List.of(finding("evil", false)));
    assertFailed("integrity", "system call: sys_call_table[1]: evil");
  }

  @Test
  void aFindingThatNowLeadsElsewhereViolatesIntegrity() {
    compare(Integrity.KIND, List.of(finding("good", false)), List.of(finding("evil", false)));
    assertFailed("integrity", "evil");
  }

  @Test
  void whatTheKernelDidByRightOrWasThereBeforeDoesNot() {
    compare(Integrity.KIND, List.of(finding("evil", false)), List.of(finding("evil", false)));
    assertPassed("integrity");
    differences.clear();
    compare(Integrity.KIND, List.of(), List.of(finding("probe", true)));
    assertPassed("integrity");
  }

  @Test
  void aModuleThatComesOrGoesViolatesModules() {
    Module dummy =
        new Module("dummy", 0xf000L, 4096, ModuleState.LIVE, 0, List.of(), false, 0xf100L);
    compare(ModuleList.KIND, List.of(), List.of(dummy));
    assertFailed("modules", "module dummy came");
    differences.clear();
    compare(ModuleList.KIND, List.of(dummy), List.of());
    assertFailed("modules", "module dummy went");
    differences.clear();
    compare(ModuleList.KIND, List.of(dummy), List.of(dummy));
    assertPassed("modules");
  }

  private static Task task(int pid, long uid, long realUid, long pages, boolean kernelThread) {
    return new Task(
        0xc000_0000L + pid,
        pid,
        pid,
        1,
        Optional.of(new Credentials(realUid, uid, uid, uid, 0, 0, 0, 0, List.of(), 0, 0, 0)),
        "worker",
        Argv.of(kernelThread ? List.of() : List.of("worker")),
        TaskState.SLEEPING,
        5,
        kernelThread,
        pages == Task.UNKNOWN || kernelThread
            ? Optional.empty()
            : Optional.of(new ResidentMemory(0, pages, 0)),
        Optional.of(List.of()),
        ProcessSettings.UNKNOWN,
        ProcessPlaces.UNKNOWN,
        false,
        List.of());
  }

  @Test
  void aProcessThatComesViolatesProcessesAndAKernelThreadDoesNot() {
    compare(TaskList.KIND, List.of(), List.of(task(7, 0, 0, 9, false)));
    assertFailed("processes", "process 7", "came");
    differences.clear();
    compare(TaskList.KIND, List.of(), List.of(task(8, 0, 0, 0, true)));
    assertPassed("processes");
  }

  /** It has the lock of snapshots open. */
  @Test
  void theProcessThatTakesTheSnapshotIsNone() {
    compare(TaskList.KIND, List.of(), List.of(task(7, 0, 0, 9, false)));
    OpenFile lock =
        new OpenFile(
            7,
            "worker",
            3,
            Optional.of("/run/kexshot/lock"),
            "rw",
            0,
            Optional.of(5L),
            Optional.of("0:5"),
            0xd000L);
    compare(OpenFileList.KIND, List.of(), List.of(lock));
    assertPassed("processes");
  }

  @Test
  void whoRunsAsRootForAnotherUserViolatesSetuidProcesses() {
    compare(TaskList.KIND, List.of(), List.of(task(7, 0, 1000, 9, false)));
    assertFailed("setuid-processes", "user 0, real user 1000");
    differences.clear();
    compare(
        TaskList.KIND, List.of(task(7, 1000, 1000, 9, false)), List.of(task(7, 0, 0, 9, false)));
    assertFailed("setuid-processes", "user 0, real user 0, before user 1000");
    differences.clear();
    compare(
        TaskList.KIND, List.of(task(7, 1000, 1000, 9, false)), List.of(task(7, 0, 1000, 9, false)));
    assertFailed("setuid-processes", "real user 1000");
    differences.clear();
    compare(
        TaskList.KIND,
        List.of(task(7, 0, 0, 9, false)),
        List.of(task(7, 1000, 1000, 9, false), task(8, 0, 0, 9, false)));
    assertPassed("setuid-processes");
  }

  @Test
  void aProcessThatGrowsByMoreThanItsLimitViolatesGrowth() {
    compare(
        TaskList.KIND, List.of(task(7, 0, 0, 2000, false)), List.of(task(7, 0, 0, 2200, false)));
    assertPassed("process-growth=10%");
    assertFailed("process-growth=9%", "8000 KiB -> 8800 KiB");
    differences.clear();
    // Below 4 MiB it says nothing.
    compare(TaskList.KIND, List.of(task(7, 0, 0, 10, false)), List.of(task(7, 0, 0, 900, false)));
    assertPassed("process-growth=9%");
  }

  @Test
  void aSizeThatIsNotKnownIsNoGrowth() {
    compare(
        TaskList.KIND,
        List.of(task(7, 0, 0, Task.UNKNOWN, false)),
        List.of(task(7, 0, 0, 2200, false)));
    assertPassed("process-growth");
  }

  private static List<OpenFile> files(int pid, int count) {
    List<OpenFile> files = new ArrayList<>();
    for (int fd = 0; fd < count; fd++) {
      files.add(
          new OpenFile(
              pid,
              "worker",
              fd,
              Optional.of("/tmp/f" + fd),
              "r",
              0,
              Optional.of((long) fd),
              Optional.of("0:5"),
              0xd000L + fd));
    }
    return files;
  }

  @Test
  void aProcessWithMoreOpenFilesViolatesOpenFiles() {
    compare(OpenFileList.KIND, files(7, 3), files(7, 9));
    assertFailed("open-files=5", "process 7 worker: 6 more open files");
    assertPassed("open-files=6");
    differences.clear();
    compare(OpenFileList.KIND, List.of(), files(7, 9));
    compare(TaskList.KIND, List.of(), List.of(task(7, 0, 0, 9, false)));
    assertPassed("open-files=5");
  }

  private static Socket socket(String protocol, String state, int port) {
    return new Socket(
        0xe000L,
        SocketFamily.INET,
        protocol,
        new Endpoint("0.0.0.0", port),
        Endpoint.NONE,
        state,
        17,
        1,
        0,
        List.of());
  }

  @Test
  void whatTakesConnectionsViolatesListeningSockets() {
    compare(SocketList.KIND, List.of(), List.of(socket("tcp", "LISTEN", 80)));
    assertFailed("listening-sockets", "0.0.0.0:80", "came");
    differences.clear();
    compare(SocketList.KIND, List.of(), List.of(socket("udp", "UNCONNECTED", 53)));
    assertFailed("listening-sockets", "0.0.0.0:53");
    differences.clear();
    compare(
        SocketList.KIND, List.of(socket("tcp", "CLOSE", 80)), List.of(socket("tcp", "LISTEN", 80)));
    assertFailed("listening-sockets", "before CLOSE");
    differences.clear();
    compare(SocketList.KIND, List.of(), List.of(socket("tcp", "ESTABLISHED", 4711)));
    assertPassed("listening-sockets");
  }

  @Test
  void aSettingThatChangedViolatesKernelSettings() {
    Sysctl was = new Sysctl("kernel.panic", "0", false, 0xc100L, 4, "int");
    compare(
        SysctlList.KIND,
        List.of(was),
        List.of(new Sysctl("kernel.panic", "77", false, 0xc100L, 4, "int")));
    assertFailed("kernel-settings", "kernel.panic: 0 -> 77");
    differences.clear();
    compare(SysctlList.KIND, List.of(was), List.of(was));
    assertPassed("kernel-settings");
  }

  @Test
  void aParameterThatChangedViolatesKernelSettings() {
    compare(
        ModuleParameterList.KIND,
        List.of(new ModuleParameter("printk.time", "Y", "bool", true, 0xc200L)),
        List.of(new ModuleParameter("printk.time", "N", "bool", true, 0xc200L)));
    assertFailed("kernel-settings", "parameter printk.time: Y -> N");
  }

  private static CachedFile tool(int mode) {
    return new CachedFile("/srv/tool", "ext4", 7, mode, 0, 0, 1, 100, 1, 0xd000L);
  }

  @Test
  void aFileThatBecomesSetUserIdViolatesSetuidFiles() {
    compare(CachedFileList.KIND, List.of(tool(0755)), List.of(tool(04755)));
    assertFailed("setuid-files", "file /srv/tool of user 0: mode 0755 -> 4755");
    differences.clear();
    compare(CachedFileList.KIND, List.of(tool(04755)), List.of(tool(04700)));
    assertPassed("setuid-files");
  }

  private static Mount mount(boolean readOnly) {
    return new Mount(
        1,
        20,
        Optional.of(19),
        Optional.of("0:31"),
        Optional.of("/"),
        Optional.of("/mnt"),
        Optional.of("tmpfs"),
        Optional.of("none"),
        readOnly,
        List.of(),
        0xf200L);
  }

  @Test
  void aMountThatComesOrChangesViolatesMounts() {
    compare(MountList.KIND, List.of(), List.of(mount(true)));
    assertFailed("mounts", "/mnt", "came");
    differences.clear();
    compare(MountList.KIND, List.of(mount(true)), List.of(mount(false)));
    assertFailed("mounts", "changed: read only");
    differences.clear();
    compare(MountList.KIND, List.of(mount(true)), List.of(mount(true)));
    assertPassed("mounts");
  }

  @Test
  void aProgramThatComesViolatesBpf() {
    BpfObject program =
        new BpfObject(
            false, 5, "evil", "BPF_PROG_TYPE_XDP", "4 instructions", 0, List.of(), 0xf300L);
    compare(BpfObjectList.KIND, List.of(), List.of(program));
    assertFailed("bpf", "evil", "came");
    differences.clear();
    compare(BpfObjectList.KIND, List.of(program), List.of(program));
    assertPassed("bpf");
  }

  private static SlabCache cache(long used) {
    return new SlabCache(
        "dentry", 192, 192, 21, 1, 100, 2 * used, used, Optional.of(used), 0xf400L);
  }

  @Test
  void aCacheThatGrowsByMoreThanItsLimitViolatesSlabGrowth() {
    compare(SlabCacheList.KIND, List.of(cache(2000)), List.of(cache(2101)));
    assertFailed("slab-growth", "slab cache dentry: 2000 -> 2101 objects");
    assertPassed("slab-growth=6");
    differences.clear();
    compare(SlabCacheList.KIND, List.of(cache(10)), List.of(cache(999)));
    assertPassed("slab-growth");
    differences.clear();
    compare(SlabCacheList.KIND, List.of(), List.of(cache(1000)));
    assertFailed("slab-growth", "0 -> 1000");
  }
}
