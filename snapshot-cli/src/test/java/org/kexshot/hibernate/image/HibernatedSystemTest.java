package org.kexshot.hibernate.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.capture.channel.Block;
import org.kexshot.capture.channel.DeviceLayout;
import org.kexshot.kexec.ControlPage;

class HibernatedSystemTest {
  private static final List<PhysicalRange> RAM =
      List.of(new PhysicalRange(0x1000, 0x9fc00), new PhysicalRange(0x10_0000, 0x2000_0000));

  private static HibernatedSystem system() {
    return new HibernatedSystem(
        new UUID(1, 2),
        "host",
        Instant.parse("2026-11-29T01:02:03.456789Z"),
        Architecture.X86_64,
        "6.1.0",
        "#1 SMP \\ odd = version",
        4,
        RAM,
        new PhysicalRange(0x1000_0000, 0x1a00_0000),
        0xffff_ffff_ff12_3002L,
        new ControlPage(0x800, ControlPage.UNKNOWN),
        0x1234,
        77,
        "OSRELEASE=6.1.0\nPAGESIZE=4096\n".getBytes(),
        new MachineIdentity("maker family 6", Set.of("fpu", "pae"), 2, Set.of("0000:00:01.0 a b")),
        List.of(new FileSystemMark("ext", "id", 5, "mounts 1", 3, 4, "/a b"), other()));
  }

  private static FileSystemMark other() {
    return new FileSystemMark("other", "", 6, "sha256 00", 0, 4, "/dev/sdb");
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    byte[] block = Block.encode("KXMACHN1", system().values(), DeviceLayout.MACHINE_SIZE);
    Map<String, String> values = Block.decode("KXMACHN1", block).orElseThrow();
    HibernatedSystem read = HibernatedSystem.of(values);
    assertThat(read).usingRecursiveComparison().isEqualTo(system());
  }

  @Test
  void theSameMachineHasNoObstacles() {
    assertThat(system().obstacles(Architecture.X86_64, 4, RAM)).isEmpty();
    assertThat(
            system().obstacles(Architecture.X86_64, 4, List.of(new PhysicalRange(0, 0x4000_0000))))
        .isEmpty();
  }

  @Test
  void lessMemoryOrAnotherKernelIsAnObstacle() {
    assertThat(system().obstacles(Architecture.I386, 0, RAM))
        .singleElement()
        .asString()
        .contains("x86_64");
    assertThat(system().obstacles(Architecture.X86_64, 5, RAM))
        .singleElement()
        .asString()
        .contains("4 levels", "no5lvl");
    assertThat(system().obstacles(Architecture.X86_64, 4, RAM.subList(0, 1)))
        .singleElement()
        .asString()
        .contains("it has RAM at [0x100000, 0x20000000)");
  }

  @Test
  void anotherMachineIsTold() {
    MachineIdentity here =
        new MachineIdentity("maker family 7", Set.of("fpu"), 1, Set.of("0000:00:02.0 a b"));
    assertThat(system().machine().differences(here, true))
        .hasSize(4)
        .anySatisfy(line -> assertThat(line).contains("features that this one lacks: pae"))
        .anySatisfy(line -> assertThat(line).contains("not here: 0000:00:01.0 a b"));
    assertThat(system().machine().differences(here, false)).hasSize(3);
    assertThat(system().machine().differences(system().machine(), true)).isEmpty();
  }
}
