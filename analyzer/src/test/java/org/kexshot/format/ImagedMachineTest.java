package org.kexshot.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.format.kdump.KdumpWriter;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.format.write.Compression;
import org.kexshot.format.write.DumpDescription;
import org.kexshot.format.write.MemorySink;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/** Of which machine a dump is, by its header and by its kernel. */
class ImagedMachineTest {
  /** As Linux 3.10 of RHEL 7 exports it. */
  private static final String RHEL7 =
      "OSRELEASE=3.10.0-1160.el7.x86_64\nPAGESIZE=4096\n"
          + "SYMBOL(phys_base)=ffffffff81d2f010\nSYMBOL(init_level4_pgt)=ffffffff81c0a000\n";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x86_64 | NUMBER(phys_base)=0                      | X86_64",
        "''     | NUMBER(phys_base)=0                      | X86_64",
        "i686   | SYMBOL(swapper_pg_dir)=ffffffff81c0a000  | X86_64",
        "x86_64 | SYMBOL(swapper_pg_dir)=c1a3d000          | I386",
        "x86_64 | CONFIG_X86_PAE=y                         | I386",
        "i586   | CRASHTIME=1                              | I386",
        "x86_64 | CRASHTIME=1                              | X86_64",
      })
  void whatTheKernelSaysCountsBeforeTheHeader(
      String machine, String line, Architecture architecture) throws IOException {
    try (Dump dump = open(kdump(machine, "OSRELEASE=6.1\n" + line + "\n"))) {
      assertThat(dump.architecture()).isEqualTo(architecture);
    }
  }

  @Fault("x86_64 kernels before 4.10 are taken for i386")
  @Test
  void aKernelBefore410IsOfX8664() throws IOException {
    try (Dump dump = open(kdump("x86_64", RHEL7))) {
      assertThat(dump.architecture()).isEqualTo(Architecture.X86_64);
    }
  }

  @Fault("kdump files of aarch64, riscv64 and others are called i686")
  @ParameterizedTest
  @CsvSource({
    "aarch64, SYMBOL(swapper_pg_dir)=ffffffc008a3d000, aarch64",
    "x86_64, NUMBER(kimage_voffset)=0xffffffbff0000000, aarch64",
    "riscv64, NUMBER(phys_ram_base)=0x80000000, riscv64",
    "armv7l, SYMBOL(swapper_pg_dir)=c0207000, armv7l",
    "ppc64le, SYMBOL(contig_page_data)=c000000001000000, ppc64le",
    "s390x, SYMBOL(lowcore_ptr)=1234, s390x",
  })
  void otherMachinesAreCalledByTheirNames(String machine, String line, String name)
      throws IOException {
    byte[] file = kdump(machine, "OSRELEASE=6.1\n" + line + "\n");
    assertThatThrownBy(() -> open(file))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining("of a machine of type " + name)
        .hasMessageContaining("i386 or x86_64 expected");
  }

  @Fault("A big-endian kdump file is called version 100663296")
  @Test
  void aBigEndianKdumpFileIsCalledThat() throws IOException {
    byte[] file = kdump("s390x", "OSRELEASE=6.1\n");
    ByteBuffer.wrap(file).putInt(8, 6);
    assertThatThrownBy(() -> open(file))
        .hasMessageContaining("big-endian; an image of a machine of type s390x");
  }

  /** Pages of 64 KiB are not what such a file is refused for. */
  @Test
  void theMachineIsNamedBeforeItsPageSize() throws IOException {
    byte[] file = kdump("ppc64le", "OSRELEASE=6.1\n");
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(428, 65536);
    assertThatThrownBy(() -> open(file)).hasMessageContaining("of type ppc64le");
  }

  @ParameterizedTest
  @CsvSource({"183, aarch64", "40, arm", "243, riscv", "8, mips", "999, ELF number 999"})
  void coresOfOtherMachinesAreCalledByTheirNames(int number, String name) {
    ByteBuffer little =
        ElfLayout.ELF64
            .coreHeader(Architecture.X86_64, 64, 0)
            .putShort(ElfLayout.E_MACHINE, (short) number);
    ByteBuffer big =
        ElfLayout.ELF64
            .coreHeader(Architecture.X86_64, 64, 0)
            .put(ElfLayout.EI_DATA, (byte) 2)
            .putShort(ElfLayout.E_MACHINE, Short.reverseBytes((short) number));
    assertThatThrownBy(() -> open(little.array())).hasMessageContaining("of type " + name);
    assertThatThrownBy(() -> open(big.array()))
        .hasMessageContaining("not little-endian")
        .hasMessageContaining("of type " + name);
  }

  private static Dump open(byte[] file) throws IOException {
    return DumpFiles.open(ImageFixture.region(file), () -> {});
  }

  private static byte[] kdump(String machine, String vmcoreinfo) throws IOException {
    FakePhysicalMemory memory = new FakePhysicalMemory(0x4000);
    memory.addZeros(1);
    MemorySink sink = new MemorySink();
    DumpDescription description =
        new DumpDescription(
            Architecture.X86_64,
            new Utsname("Linux", "host", "6.1", "#1", machine, "(none)"),
            Instant.EPOCH,
            Vmcoreinfo.parse(vmcoreinfo.getBytes(StandardCharsets.US_ASCII)),
            ElfNotes.none());
    KdumpWriter.write(memory, ImageFixture.allOf(memory), description, Compression.NONE, 1, sink);
    return sink.bytes();
  }
}
