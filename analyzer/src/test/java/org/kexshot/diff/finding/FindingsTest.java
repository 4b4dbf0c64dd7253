package org.kexshot.diff.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.object.ObjectComparison;
import org.kexshot.diff.object.ObjectDifference;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.kind.Role;
import org.kexshot.objects.KernelObjectKinds;

class FindingsTest {
  private record Process(int pid, long parent, String name) {}

  private record OpenFile(int pid, String path) {}

  private record Owner(int pid) {}

  private record Socket(String local, List<Owner> owners) {}

  private record Module(String name, List<String> usedBy) {}

  private record Device(String name) {}

  private record Setting(String name, String value) {}

  private record Line(String text) {}

  private static <T> ObjectKind<T> kind(
      String name, Function<T, String> title, List<Attribute<T>> attributes) {
    return ObjectKind.of(
        name, name + "s", "", image -> new Listing<>(List.of(), List.of()), title, attributes);
  }

  private static final ObjectKind<Process> PROCESS =
      kind(
          "process",
          process -> process.pid + " " + process.name,
          List.of(
              number("pid", Process::pid, Role.BOOT_IDENTITY),
              reference(
                  "ppid", "process", process -> Optional.of(process.parent), Role.BOOT_COMPARED),
              text("name", Process::name, Role.BOOT_COMPARED)));

  private static final ObjectKind<OpenFile> FILE =
      kind(
          "file",
          OpenFile::path,
          List.of(
              reference("pid", "process", OpenFile::pid, Role.BOOT_IDENTITY),
              path("path", OpenFile::path, Role.BOOT_IDENTITY)));

  private static final ObjectKind<Socket> SOCKET =
      kind(
          "socket",
          Socket::local,
          List.of(
              text("local", Socket::local, Role.BOOT_IDENTITY),
              objects("owners", Socket::owners, List.of(reference("pid", "process", Owner::pid)))));

  private static final ObjectKind<Module> MODULE =
      kind(
          "module",
          Module::name,
          List.of(
              text("name", Module::name, Role.BOOT_IDENTITY),
              list("usedBy", Module::usedBy, Role.COMPARED)));

  private static final ObjectKind<Device> DEVICE =
      kind("netdev", Device::name, List.of(text("name", Device::name, Role.BOOT_IDENTITY)));

  private static final ObjectKind<Setting> SETTING =
      kind(
          "sysctl",
          setting -> setting.name + " = " + setting.value,
          List.of(
              text("name", Setting::name, Role.BOOT_IDENTITY),
              text("value", Setting::value, Role.COMPARED)));

  private static final ObjectKind<Line> LOG =
      kind("log", Line::text, List.of(text("text", Line::text, Role.BOOT_IDENTITY)));

  private static <T> ObjectDifference<T> between(
      ObjectKind<T> kind, List<T> before, List<T> after) {
    return new ObjectComparison<>(kind, true)
        .between(new Listing<>(before, List.of()), new Listing<>(after, List.of()));
  }

  private static List<String> titles(List<Finding> findings) {
    return findings.stream().map(Finding::title).toList();
  }

  @Test
  void aProcessComesWithItsFilesSocketsAndChildren() {
    Findings findings =
        Findings.of(
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

  @Test
  void whatTookTheSnapshotsIsNoEffect() {
    Findings findings =
        Findings.of(
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

  @Test
  void settingsBelongToTheirDeviceAndModulesToThoseThatNeedThem() {
    Findings findings =
        Findings.of(
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
  void whatChangesOnAnyMachineIsCounted() {
    Findings findings =
        Findings.of(
            List.of(between(LOG, List.of(new Line("a")), List.of(new Line("b"), new Line("c")))));
    assertThat(findings.effects()).isEmpty();
    assertThat(findings.routine()).containsExactly(new Tally(LOG, 2, 1, 0));
  }

  @Test
  void eachKindHasItsWeight() {
    List<ObjectKind<?>> kinds = new ArrayList<>(KernelObjectKinds.all());
    assertThat(kinds).allSatisfy(kind -> assertThat(KindWeights.of(kind)).isBetween(0, 100));
  }
}
