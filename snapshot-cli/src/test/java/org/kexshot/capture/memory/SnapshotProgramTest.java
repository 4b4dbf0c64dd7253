package org.kexshot.capture.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.filter.DescriptorChecks;
import org.kexshot.filter.DumpLevel;
import org.kexshot.kexec.AssembledProgram;
import org.kexshot.paging.PagingForm;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class SnapshotProgramTest {
  private static final String VMCOREINFO =
      """
      SIZE(page)=32
      OFFSET(page.flags)=0
      OFFSET(page.mapping)=12
      NUMBER(PG_lru)=4
      NUMBER(PG_private)=13
      NUMBER(PG_swapcache)=10
      """;

  /** What the loader knows by name, both programs have at the same place. */
  @Test
  void bothProgramsHaveTheSameParametersAndResults() throws IOException {
    assertThat(parameters("i386")).isEqualTo(parameters("x86_64")).hasSizeGreaterThan(50);
  }

  @Test
  void everyTestOfDescriptorsHasItsParameter() throws IOException {
    Vmcoreinfo kernel = Vmcoreinfo.parse(VMCOREINFO.getBytes(StandardCharsets.US_ASCII));
    Set<String> tests = DescriptorChecks.of(kernel, 4, DumpLevel.KERNEL).keySet();
    AssembledProgram program = AssembledProgram.load("i386/snapshot");
    List<String> asked =
        parameters("i386").keySet().stream()
            .filter(name -> program.offset(name) >= program.offset("descriptor_size"))
            .filter(name -> program.offset(name) < program.offset("results"))
            .toList();
    assertThat(tests).containsExactlyInAnyOrderElementsOf(asked);
  }

  @Test
  void laysOutPageTableLevelsFromTheTop() throws IOException {
    SnapshotProgram program =
        SnapshotProgram.load(
            Architecture.X86_64,
            PagingForm.X86_64,
            List.of(new DescriptorExtent(1, 159, 0x1000), new DescriptorExtent(256, 512, 0)));
    assertThat(program.size() % 4096).isZero();
    ByteBuffer bytes = program.at(0x40_0000, Map.of("request", 5L)).bytes();
    AssembledProgram symbols = AssembledProgram.load("x86_64/snapshot");
    assertThat(bytes.getLong(symbols.offset("request"))).isEqualTo(5);
    assertThat(bytes.getLong(symbols.offset("level_count"))).isEqualTo(4);
    assertThat(bytes.getLong(symbols.offset("levels"))).isEqualTo(39);
    assertThat(bytes.getLong(symbols.offset("levels") + 8)).isEqualTo(511);
    assertThat(bytes.getLong(symbols.offset("levels") + 48)).isEqualTo(12);
    int extents = (int) (bytes.getLong(symbols.offset("extents")) - 0x40_0000);
    assertThat(bytes.getLong(extents)).isEqualTo(1);
    assertThat(bytes.getLong(extents + 8)).isEqualTo(159);
    assertThat(bytes.getLong(extents + 16)).isEqualTo(0x1000);
    assertThat(bytes.getLong(extents + 24)).isEqualTo(256);
  }

  /** Offsets of all that the loader fills in or reads, by name. */
  private static Map<String, Integer> parameters(String architecture) throws IOException {
    Map<String, Integer> parameters = new TreeMap<>();
    String symbols = "/org/kexshot/kexec/" + architecture + "/snapshot.symbols";
    AssembledProgram program = AssembledProgram.load(architecture + "/snapshot");
    String text =
        new String(
            SnapshotProgramTest.class.getResourceAsStream(symbols).readAllBytes(),
            StandardCharsets.US_ASCII);
    for (String line : text.split("\n")) {
      String[] fields = line.split(" ");
      boolean exported = fields[1].equals("T");
      if (exported && program.offset(fields[2]) <= program.offset("results_end")) {
        parameters.put(fields[2], program.offset(fields[2]));
      }
    }
    return parameters;
  }
}
