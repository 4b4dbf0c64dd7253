package org.kexshot.diff.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kexshot.diff.finding.FakeKinds.ADDRESSES;
import static org.kexshot.diff.finding.FakeKinds.COUNTER;
import static org.kexshot.diff.finding.FakeKinds.DEVICE;
import static org.kexshot.diff.finding.FakeKinds.FILE;
import static org.kexshot.diff.finding.FakeKinds.LIVE;
import static org.kexshot.diff.finding.FakeKinds.LOADED;
import static org.kexshot.diff.finding.FakeKinds.LOG;
import static org.kexshot.diff.finding.FakeKinds.MODULE;
import static org.kexshot.diff.finding.FakeKinds.MOUNT;
import static org.kexshot.diff.finding.FakeKinds.NEIGHBOUR;
import static org.kexshot.diff.finding.FakeKinds.PAGE_CACHE;
import static org.kexshot.diff.finding.FakeKinds.PROCESS;
import static org.kexshot.diff.finding.FakeKinds.ROUTE;
import static org.kexshot.diff.finding.FakeKinds.SETTING;
import static org.kexshot.diff.finding.FakeKinds.SLAB;
import static org.kexshot.diff.finding.FakeKinds.SOCKET;
import static org.kexshot.diff.finding.FakeKinds.SPACES;
import static org.kexshot.diff.finding.FakeKinds.TIMER;
import static org.kexshot.diff.finding.FakeKinds.VMALLOC;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.finding.FakeKinds.Area;
import org.kexshot.diff.finding.FakeKinds.Cache;
import org.kexshot.diff.finding.FakeKinds.Device;
import org.kexshot.diff.finding.FakeKinds.Line;
import org.kexshot.diff.finding.FakeKinds.Loaded;
import org.kexshot.diff.finding.FakeKinds.Module;
import org.kexshot.diff.finding.FakeKinds.Mounted;
import org.kexshot.diff.finding.FakeKinds.OpenFile;
import org.kexshot.diff.finding.FakeKinds.Owner;
import org.kexshot.diff.finding.FakeKinds.Pages;
import org.kexshot.diff.finding.FakeKinds.Path;
import org.kexshot.diff.finding.FakeKinds.Process;
import org.kexshot.diff.finding.FakeKinds.Setting;
import org.kexshot.diff.finding.FakeKinds.Socket;
import org.kexshot.diff.finding.FakeKinds.Spaces;
import org.kexshot.diff.finding.FakeKinds.Sum;
import org.kexshot.diff.finding.FakeKinds.Timer;
import org.kexshot.diff.noise.ChangeExtents;
import org.kexshot.diff.noise.Noise;
import org.kexshot.diff.noise.NoiseLearner;
import org.kexshot.diff.noise.NoiseModel;
import org.kexshot.diff.object.ChangeType;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.diff.symbol.SymbolDifference;
import org.kexshot.kernel.module.ModuleParameter;
import org.kexshot.kernel.module.ModuleParameterList;
import org.kexshot.kernel.sysctl.Sysctl;
import org.kexshot.kernel.sysctl.SysctlList;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.objects.KernelObjectKinds;

class FindingsTest {
  private static <T> ObjectDifference<T> between(
      ObjectKind<T> kind, List<T> before, List<T> after) {
    return new ObjectComparison<>(kind, true)
        .between(new Listing<>(before, List.of()), new Listing<>(after, List.of()));
  }

  private static Findings findings(List<ObjectDifference<?>> differences) {
    return findings(differences, Noise.NONE);
  }

  private static Findings findings(List<ObjectDifference<?>> differences, Noise noise) {
    return Findings.of(
        differences, ChangeExtents.of(differences, SymbolDifference.notCompared("")), noise);
  }

  private static Noise learned(List<ObjectDifference<?>> nullPair) {
    NoiseLearner learner = new NoiseLearner();
    learner.add(ChangeExtents.of(nullPair, SymbolDifference.notCompared("")), 10);
    return new Noise(learner.model(), NoiseModel.NONE, 10);
  }

  private static List<String> titles(List<Finding> findings) {
    return findings.stream().map(Finding::title).toList();
  }

  @Test
  void aProcessComesWithItsFilesSocketsAndChildren() {
    Findings findings =
        findings(
            List.of(
                between(
                    PROCESS,
                    List.of(new Process(1, 0, "init")),
                    List.of(
                        new Process(1, 0, "init"),
                        new Process(20, 1, "sh"),
                        new Process(21, 20, "nc"))),
                between(FILE, List.of(), List.of(new OpenFile(21, "/etc/passwd"))),
                between(SOCKET, List.of(), List.of(new Socket("*:7077", List.of(new Owner(21)))))));
    assertThat(titles(findings.effects())).containsExactly("20 sh");
    Finding child = findings.effects().get(0).parts().get(0);
    assertThat(child.title()).isEqualTo("21 nc");
    assertThat(titles(child.parts())).containsExactly("*:7077", "/etc/passwd");
    assertThat(findings.ownTraces()).isEmpty();
  }

  /** In another boot the number of a process is that of any other. */
  @Test
  void whatCameAndWentInTwoBootsIsNotOfOneProcess() {
    List<ObjectDifference<?>> differences =
        List.of(
            between(PROCESS, List.of(), List.of()),
            between(FILE, List.of(new OpenFile(5, "/gone")), List.of(new OpenFile(5, "/new"))));
    Findings ofOneBoot = Findings.of(differences, true, 0);
    assertThat(ofOneBoot.effects()).hasSize(1);
    Findings ofTwo = Findings.of(differences, false, 0);
    assertThat(ofTwo.effects())
        .extracting(finding -> titles(finding.parts()))
        .containsExactlyInAnyOrder(List.of("/gone"), List.of("/new"));
  }

  @Test
  void whatTookTheSnapshotsIsNoEffect() {
    Findings findings =
        findings(
            List.of(
                between(
                    PROCESS,
                    List.of(new Process(5, 4, "java"), new Process(4, 1, "script")),
                    List.of(
                        new Process(9, 8, "java"),
                        new Process(8, 1, "shell"),
                        new Process(10, 8, "nc"))),
                between(
                    FILE,
                    List.of(new OpenFile(5, "/run/kexshot/lock")),
                    List.of(new OpenFile(9, "/run/kexshot/lock")))));
    assertThat(titles(findings.ownTraces())).containsExactlyInAnyOrder("4 script", "9 java");
    assertThat(titles(findings.effects())).containsExactly("8 shell");
    assertThat(titles(findings.effects().get(0).parts())).containsExactly("10 nc");
  }

  private static ObjectDifference<?> twoThatChanged() {
    return between(
        PROCESS,
        List.of(new Process(5, 4, "java"), new Process(6, 4, "other")),
        List.of(new Process(5, 4, "grown"), new Process(6, 4, "changed")));
  }

  @Test
  void whatTookBothSnapshotsIsNoEffectEither() {
    Findings findings =
        findings(
            List.of(
                twoThatChanged(),
                between(
                    FILE,
                    List.of(),
                    List.of(
                        new OpenFile(5, "/run/kexshot/lock"), new OpenFile(5, "/srv/kept/lock"))),
                between(
                    PAGE_CACHE,
                    List.of(),
                    List.of(new Pages("/srv/kept/packs/1", 9), new Pages("/srv/kept-too", 3)))));
    assertThat(titles(findings.ownTraces())).containsExactly("5 grown", "/srv/kept/packs/1");
    assertThat(titles(findings.effects())).containsExactly("6 changed", "/srv/kept-too");
  }

  /** A baseline knows that the file comes and goes: its snapshots opened it, too. */
  @Test
  void whatTookBothSnapshotsIsNoEffectWithABaselineEither() {
    Noise noise =
        learned(
            List.of(
                between(
                    FILE,
                    List.of(new OpenFile(7, "/run/kexshot/lock")),
                    List.of(new OpenFile(8, "/run/kexshot/lock")))));
    Findings findings =
        findings(
            List.of(
                twoThatChanged(),
                between(FILE, List.of(), List.of(new OpenFile(5, "/run/kexshot/lock")))),
            noise);
    assertThat(titles(findings.ownTraces())).containsExactly("5 grown");
    assertThat(titles(findings.effects())).containsExactly("6 changed");
  }

  @Test
  void settingsBelongToTheirDeviceAndModulesToThoseThatNeedThem() {
    Findings findings =
        findings(
            List.of(
                between(
                    MODULE,
                    List.of(),
                    List.of(
                        new Module("udp_tunnel", List.of("wireguard")),
                        new Module("wireguard", List.of()))),
                between(DEVICE, List.of(), List.of(new Device("wg0"))),
                between(
                    SETTING,
                    List.of(new Setting("vm.swappiness", "60")),
                    List.of(
                        new Setting("vm.swappiness", "33"),
                        new Setting("net.ipv4.conf.wg0.forwarding", "0")))));
    assertThat(titles(findings.effects())).containsExactly("wireguard", "wg0", "vm.swappiness");
    assertThat(titles(findings.effects().get(0).parts())).containsExactly("udp_tunnel");
    assertThat(titles(findings.effects().get(1).parts()))
        .containsExactly("net.ipv4.conf.wg0.forwarding = 0");
    assertThat(findings.effects().get(2).fields())
        .containsExactly(new FieldChange("value", "60", "33"));
  }

  @Test
  void routesAndNeighboursBelongToADeviceThatCame() {
    Findings findings =
        findings(
            List.of(
                between(DEVICE, List.of(), List.of(new Device("wg0"))),
                between(
                    ROUTE,
                    List.of(),
                    List.of(
                        new Path("10.9.0.0/24", "wg0", "static"),
                        new Path("10.8.0.0/24", "eth0", "static"))),
                between(NEIGHBOUR, List.of(), List.of(new Path("10.9.0.7", "wg0", "")))));
    assertThat(titles(findings.effects())).containsExactly("wg0", "10.8.0.0/24");
    assertThat(titles(findings.effects().get(0).parts()))
        .containsExactly("10.9.0.0/24", "10.9.0.7");
  }

  /** The kernel makes and removes routes with a device's addresses; others somebody made. */
  @Test
  void theKernelsOwnRoutesBelongToADeviceThatChanged() {
    Findings findings =
        findings(
            List.of(
                between(
                    ADDRESSES,
                    List.of(new Setting("eth0", "")),
                    List.of(new Setting("eth0", "10.9.0.1/24"))),
                between(
                    ROUTE,
                    List.of(new Path("10.7.0.0/24", "eth0", "kernel")),
                    List.of(
                        new Path("10.9.0.0/24", "eth0", "kernel"),
                        new Path("10.8.0.0/24", "eth0", "static")))));
    assertThat(titles(findings.effects())).containsExactly("eth0", "10.8.0.0/24");
    assertThat(titles(findings.effects().get(0).parts()))
        .containsExactlyInAnyOrder("10.7.0.0/24", "10.9.0.0/24");
  }

  /** The kernel's {@code panic_timeout} is {@code kernel.panic} and {@code panic=}. */
  @Test
  void aVariableThatIsASettingAndAParameterIsToldOnce() {
    Findings findings =
        findings(
            List.of(
                between(
                    ModuleParameterList.KIND,
                    List.of(
                        new ModuleParameter("panic", "-1", "int", true, 0xc100L),
                        new ModuleParameter("printk.time", "Y", "bool", true, 0xc200L)),
                    List.of(
                        new ModuleParameter("panic", "77", "int", true, 0xc100L),
                        new ModuleParameter("printk.time", "N", "bool", true, 0xc200L))),
                between(
                    SysctlList.KIND,
                    List.of(new Sysctl("kernel.panic", "-1", false, 0xc100L, 4, "int")),
                    List.of(new Sysctl("kernel.panic", "77", false, 0xc100L, 4, "int")))));
    assertThat(titles(findings.effects())).containsExactly("kernel.panic", "printk.time");
    assertThat(titles(findings.effects().get(0).parts())).containsExactly("panic");
  }

  @Test
  void whatANullPairShowedIsNoise() {
    List<ObjectDifference<?>> nullPair =
        List.of(
            between(LOG, List.of(), List.of(new Line("Freezing took 0.3 s"))),
            between(SLAB, List.of(new Cache("dentry", 500)), List.of(new Cache("dentry", 520))));
    List<ObjectDifference<?>> test =
        List.of(
            between(
                LOG,
                List.of(),
                List.of(new Line("Freezing took 1.7 s"), new Line("device eth0 left"))),
            between(SLAB, List.of(new Cache("dentry", 520)), List.of(new Cache("dentry", 555))));
    Findings findings = findings(test, learned(nullPair));
    assertThat(titles(findings.effects())).containsExactly("device eth0 left");
    assertThat(findings.tallies())
        .containsExactlyInAnyOrder(new Tally(LOG, 1, 0, 0), new Tally(SLAB, 0, 0, 1));
  }

  @Test
  void whatGoesFurtherThanNullPairsDidIsAFinding() {
    Noise noise =
        learned(
            List.of(
                between(
                    SLAB, List.of(new Cache("dentry", 500)), List.of(new Cache("dentry", 520)))));
    Findings findings =
        findings(
            List.of(
                between(
                    SLAB, List.of(new Cache("dentry", 520)), List.of(new Cache("dentry", 11_120)))),
            noise);
    assertThat(findings.effects()).hasSize(1);
    assertThat(findings.effects().get(0).fields())
        .containsExactly(new FieldChange("used", "520", "11120"));
    assertThat(findings.effects().get(0).surprise()).isBetween(0.9, 1.0);
  }

  @Test
  void aNoisyProcessIsShownForWhatHangsOnIt() {
    List<Process> before = List.of(new Process(1, 0, "init"));
    List<Process> after = List.of(new Process(1, 0, "init"), new Process(20, 1, "cron"));
    Noise noise = learned(List.of(between(PROCESS, before, after)));
    assertThat(findings(List.of(between(PROCESS, before, after)), noise).effects()).isEmpty();
    Findings findings =
        findings(
            List.of(
                between(PROCESS, before, after),
                between(FILE, List.of(), List.of(new OpenFile(20, "/etc/shadow")))),
            noise);
    assertThat(titles(findings.effects())).containsExactly("20 cron");
    assertThat(titles(findings.effects().get(0).parts())).containsExactly("/etc/shadow");
  }

  @Test
  void manyThatSayLittleAreOneFinding() {
    List<Line> lines = IntStream.range(0, 5).mapToObj(i -> new Line("line " + i)).toList();
    Findings findings = findings(List.of(between(LOG, List.of(), lines)));
    assertThat(findings.effects()).hasSize(1);
    assertThat(findings.effects().get(0).isGroup()).isTrue();
    assertThat(titles(findings.effects().get(0).parts()))
        .containsExactly("line 0", "line 1", "line 2", "line 3", "line 4");
  }

  @Test
  void eachKindHasItsWeight() {
    List<ObjectKind<?>> kinds = new ArrayList<>(KernelObjectKinds.all());
    assertThat(kinds).allSatisfy(kind -> assertThat(KindWeights.of(kind)).isBetween(0, 100));
  }

  private static ObjectDifference<Process> lasting(Process... processes) {
    return between(PROCESS, List.of(processes), List.of(processes));
  }

  private static List<OpenFile> files(int pid, int count) {
    return IntStream.range(0, count).mapToObj(i -> new OpenFile(pid, "/f" + i)).toList();
  }

  @Test
  void whatCameInAProcessThatLastsIsOneFindingThatNamesIt() {
    Findings findings =
        findings(
            List.of(
                lasting(new Process(7, 1, "leaker")),
                between(FILE, List.of(), files(7, 112)),
                between(TIMER, List.of(), List.of(new Timer("timerfd_tmrproc", 7)))));
    assertThat(findings.effects()).hasSize(1);
    Finding leaker = findings.effects().get(0);
    assertThat(leaker.change()).isEqualTo(ChangeType.CHANGED);
    assertThat(leaker.kind()).isEqualTo(PROCESS);
    assertThat(leaker.title()).isEqualTo("7");
    assertThat(leaker.fields()).isEmpty();
    assertThat(leaker.parts()).hasSize(113);
  }

  @Test
  void aProcessThatChangedIsNotNamedTwice() {
    Findings findings =
        findings(
            List.of(
                between(
                    PROCESS, List.of(new Process(7, 1, "old")), List.of(new Process(7, 1, "new"))),
                between(FILE, List.of(), files(7, 1))));
    assertThat(titles(findings.effects())).containsExactly("7 new");
    assertThat(findings.effects().get(0).fields())
        .containsExactly(new FieldChange("name", "old", "new"));
    assertThat(titles(findings.effects().get(0).parts())).containsExactly("/f0");
  }

  @Test
  void whatWentWithAProcessThatWentIsNoneOfALastingOne() {
    Findings findings =
        findings(
            List.of(
                between(PROCESS, List.of(new Process(7, 1, "gone")), List.of()),
                between(FILE, files(7, 1), List.of())));
    assertThat(titles(findings.effects())).containsExactly("7 gone");
    assertThat(findings.effects().get(0).change()).isEqualTo(ChangeType.WENT);
  }

  @Test
  void memoryTimersFilesAndMessagesOfAModuleAreItsOwn() {
    Findings findings =
        findings(
            List.of(
                between(LOADED, List.of(), List.of(new Loaded("snd_pcm", 0x5000))),
                between(
                    VMALLOC,
                    List.of(),
                    List.of(new Area(0x4000, 0x7000), new Area(0x8000, 0x9000))),
                between(
                    TIMER,
                    List.of(),
                    List.of(new Timer("tick [snd_pcm]", 0), new Timer("tick", 0))),
                between(
                    PAGE_CACHE,
                    List.of(),
                    List.of(new Pages("/lib/snd-pcm.ko.xz", 3), new Pages("/etc/x", 3))),
                between(
                    LOG,
                    List.of(),
                    List.of(new Line("[1.5] snd_pcm: loaded"), new Line("other")))));
    assertThat(titles(findings.effects()))
        .containsExactlyInAnyOrder("snd_pcm", "area 32768", "tick", "/etc/x", "other");
    assertThat(titles(findings.effects().get(0).parts()))
        .containsExactlyInAnyOrder(
            "area 16384", "tick [snd_pcm]", "/lib/snd-pcm.ko.xz", "[1.5] snd_pcm: loaded");
  }

  @Test
  void mountsOfANamespaceBelongToTheProcessWhoseOwnItIs() {
    Findings findings =
        findings(
            List.of(
                between(
                    SPACES,
                    List.of(new Spaces(1, List.of())),
                    List.of(
                        new Spaces(1, List.of()),
                        new Spaces(7, List.of("mnt:[4026532]", "uts:[4026533]")))),
                between(
                    MOUNT, List.of(), List.of(new Mounted("/", 4026532), new Mounted("/mnt", 1)))));
    assertThat(titles(findings.effects())).containsExactly("7 of its own", "/mnt");
    assertThat(titles(findings.effects().get(0).parts())).containsExactly("/");
  }

  @Test
  void aFileInMemoryBelongsToWhoHasItOpen() {
    Findings findings =
        findings(
            List.of(
                lasting(new Process(7, 1, "writer")),
                between(FILE, List.of(), List.of(new OpenFile(7, "/srv/log"))),
                between(PAGE_CACHE, List.of(), List.of(new Pages("/srv/log", 5)))));
    assertThat(findings.effects()).hasSize(1);
    assertThat(titles(findings.effects().get(0).parts().get(0).parts()))
        .containsExactly("/srv/log");
  }

  private static Findings leak(long live) {
    return findings(
        List.of(
            lasting(new Process(7, 1, "leaker")),
            between(FILE, List.of(), files(7, 100)),
            between(LIVE, List.of(new Cache("filp", 50)), List.of(new Cache("filp", 50 + live)))));
  }

  @Test
  void objectsOfACacheBelongToThoseThatCameInSuchNumbers() {
    assertThat(titles(leak(100).effects())).containsExactly("7");
    assertThat(titles(leak(1000).effects())).containsExactly("filp", "7");
  }

  /** Each snapshot has a process of its own, with some hundred objects. */
  @Test
  void whatWentMakesUpForWhatCame() {
    Findings findings =
        findings(
            List.of(
                between(
                    PROCESS,
                    List.of(new Process(8, 1, "java")),
                    List.of(new Process(9, 1, "java"), new Process(10, 1, "nc"))),
                between(FILE, files(8, 100), files(9, 100)),
                between(LIVE, List.of(new Cache("filp", 50)), List.of(new Cache("filp", 200)))));
    assertThat(titles(findings.effects())).contains("filp");
  }

  private static Findings grown(long value) {
    return findings(
        List.of(
            between(PAGE_CACHE, List.of(), List.of(new Pages("/srv/written", 2000))),
            between(
                COUNTER,
                List.of(new Sum("nr_file_pages", 100)),
                List.of(new Sum("nr_file_pages", 100 + value)))));
  }

  @Test
  void aSumBelongsToWhatItSumsUp() {
    assertThat(titles(grown(2010).effects())).containsExactly("/srv/written");
    assertThat(titles(grown(9000).effects())).containsExactly("/srv/written", "nr_file_pages");
  }
}
