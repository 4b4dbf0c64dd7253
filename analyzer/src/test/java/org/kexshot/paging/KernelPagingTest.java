package org.kexshot.paging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.memory.FakePhysicalMemory;
import org.kexshot.memory.MemoryFault;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class KernelPagingTest {
  private static final long ROOT = 0x16_0000;

  private static Vmcoreinfo info(String... lines) {
    return Vmcoreinfo.parse(String.join("\n", lines).getBytes(StandardCharsets.US_ASCII));
  }

  @ParameterizedTest
  @CsvSource({
    "c0000000, I386",
    "b0000000, I386",
    "80000000, I386",
    "78000000, I386",
    "40000000, I386",
    "c0000000, I386_PAE",
    "80000000, I386_PAE"
  })
  void findsTheSplitOfI386(String pageOffset, PagingForm form) throws Exception {
    long offset = Long.parseLong(pageOffset, 16);
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    PageTableBuilder tables = new PageTableBuilder(memory, form, ROOT);
    for (long at = 0; at < 1 << 22; at += 4096) {
      tables.map(offset + at, at, 0);
    }
    KernelPaging paging =
        KernelPaging.find(
            memory,
            info(
                "SYMBOL(swapper_pg_dir)=%x".formatted(offset + ROOT),
                form == PagingForm.I386_PAE ? "CONFIG_X86_PAE=y" : "CONFIG_SMP=y"),
            Architecture.I386);
    assertThat(paging.form()).isEqualTo(form);
    assertThat(paging.textOffset()).isEqualTo(offset);
    assertThat(paging.kernel().physical(offset + 0x1234)).isEqualTo(0x1234);
    assertThat(paging.kernel().pointerSize()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"0, X86_64", "1, X86_64_LA57"})
  void followsPhysBaseAndEncryptionOnX8664(int fiveLevels, PagingForm form) throws Exception {
    long physBase = -0x60_0000;
    long rootVirtual = 0xffff_ffff_8076_0000L;
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    PageTableBuilder tables = new PageTableBuilder(memory, form, ROOT);
    tables.setEntry(rootVirtual, 0, ROOT | 1L << 47 | EntryBits.PRESENT);
    KernelPaging paging =
        KernelPaging.find(
            memory,
            info(
                "SYMBOL(swapper_pg_dir)=ffffffff80760000",
                "NUMBER(phys_base)=" + physBase,
                "NUMBER(sme_mask)=" + (1L << 47),
                "NUMBER(pgtable_l5_enabled)=" + fiveLevels),
            Architecture.X86_64);
    assertThat(paging.form()).isEqualTo(form);
    assertThat(paging.kernel().physical(rootVirtual + 8)).isEqualTo(ROOT + 8);
    assertThat(paging.user(rootVirtual, "virtual of process 1").physical(rootVirtual))
        .isEqualTo(ROOT);
  }

  /** Kernels before 4.10 (RHEL 7, Ubuntu 16.04, Debian 8 and 9) export the variable's address. */
  @Fault("`phys_base` of kernels before 4.10 is taken for 0")
  @ParameterizedTest
  @ValueSource(longs = {0, 0x20_0000, 0x60_0000, -0x20_0000})
  void findsPhysBaseWhereOnlyItsAddressIsKnown(long physBase) throws Exception {
    long variable = 0xffff_ffff_8040_3010L;
    long rootVirtual = 0xffff_ffff_8030_0000L;
    long root = 0x30_0000 + physBase;
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    PageTableBuilder tables = new PageTableBuilder(memory, PagingForm.X86_64, root);
    tables.map(rootVirtual, root, 0);
    // What lies at other such places is not the variable, nor is a value that leads nowhere.
    for (long base = -0x40_0000; base <= 0xa0_0000; base += 0x20_0000) {
      memory.writeNumber(0x40_3010 + base, base == 0x40_0000 ? base : 0x1234_5678, 8);
    }
    memory.writeNumber(0x40_3010 + physBase, physBase, 8);
    KernelPaging paging =
        KernelPaging.find(
            memory,
            info(
                "SYMBOL(init_level4_pgt)=%x".formatted(rootVirtual),
                "SYMBOL(phys_base)=%x".formatted(variable)),
            Architecture.X86_64);
    assertThat(paging.physBase()).isEqualTo(physBase);
    assertThat(paging.kernel().physical(rootVirtual + 8)).isEqualTo(root + 8);
  }

  /** The entry of the top table, the table below it, and the frame behind them. */
  @Test
  void aFaultReachesAsFarAsThePageTablesTell() throws Exception {
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    PageTableBuilder tables = new PageTableBuilder(memory, PagingForm.X86_64, ROOT);
    tables.map(0x7f00_0000_1000L, 0x80_0000, 0);
    PagedMemory space =
        new PagedMemory("virtual", new PageTable(memory, PagingForm.X86_64, ROOT, 0), 8);
    assertEnd(space, 0x10_0000_5000L, 0x80_0000_0000L);
    assertEnd(space, 0x7f00_0000_1008L, 0x7f00_0000_2000L);
    memory.exclude(ROOT >>> 12);
    PagedMemory without =
        new PagedMemory("virtual", new PageTable(memory, PagingForm.X86_64, ROOT, 0), 8);
    assertEnd(without, 0x7f00_0000_1000L, 1L << 48);
  }

  private static void assertEnd(PagedMemory space, long address, long end) {
    assertThatThrownBy(() -> space.read(address, new byte[1], 0, 1))
        .isInstanceOfSatisfying(
            MemoryFault.class,
            fault -> {
              assertThat(fault.address()).isEqualTo(address);
              assertThat(Long.toHexString(fault.end())).isEqualTo(Long.toHexString(end));
            });
  }

  /** The top table itself is not in the image; a process has one, and the start's maps less. */
  @Fault("A damaged top page table ends everything")
  @ParameterizedTest
  @CsvSource({
    "I386, I386, c0760000, 80000000, 0",
    "I386_PAE, I386, c0760000, 80000000, 0",
    "X86_64, X86_64, ffffffff80760000, ffff888000000000, 0",
    "X86_64_LA57, X86_64, ffffffff80760000, ff11000000000000, 1"
  })
  void aProcessHasATopTableThatStandsForTheKernels(
      PagingForm form, Architecture architecture, String top, String other, int fiveLevels)
      throws Exception {
    boolean wide = architecture == Architecture.X86_64;
    long rootVirtual = Long.parseUnsignedLong(top, 16);
    long offset = wide ? 0xffff_ffff_8000_0000L : 0xc000_0000L;
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    memory.write(0, new byte[1 << 24]);
    new PageTableBuilder(memory, form, 0x20_0000).map(rootVirtual, rootVirtual - offset, 0);
    long process = 0x30_0000;
    PageTableBuilder tables = new PageTableBuilder(memory, form, process);
    tables.map(rootVirtual, rootVirtual - offset, 0);
    tables.map(Long.parseUnsignedLong(other, 16), 0, 0);
    Vmcoreinfo vmcoreinfo =
        info(
            "SYMBOL(swapper_pg_dir)=" + top,
            "NUMBER(phys_base)=0",
            "NUMBER(pgtable_l5_enabled)=" + fiveLevels,
            form == PagingForm.I386_PAE ? "CONFIG_X86_PAE=y" : "CONFIG_SMP=y");

    assertThatThrownBy(() -> KernelPaging.find(memory, vmcoreinfo, architecture))
        .isInstanceOf(KernelNotFoundFault.class);
    KernelPaging paging =
        KernelPaging.findBySpareTable(memory, vmcoreinfo, architecture).orElseThrow();
    assertThat(paging.kernel().table().root()).isEqualTo(process);
    assertThat(paging.kernel().physical(rootVirtual + 8)).isEqualTo(rootVirtual + 8 - offset);

    memory.write(process, new byte[4096]);
    memory.write(0x20_0000, new byte[4096]);
    assertThat(KernelPaging.findBySpareTable(memory, vmcoreinfo, architecture)).isEmpty();
  }

  @Test
  void aNoteOfAnotherBootIsRefused() {
    FakePhysicalMemory memory = new FakePhysicalMemory(1 << 24);
    memory.write(ROOT, new byte[4096]);
    assertThatThrownBy(
            () ->
                KernelPaging.find(
                    memory,
                    info("SYMBOL(swapper_pg_dir)=%x".formatted(0xc000_0000L + ROOT)),
                    Architecture.I386))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("another boot");
    assertThatThrownBy(() -> KernelPaging.find(memory, info("X=1"), Architecture.X86_64))
        .isInstanceOf(MemoryFault.class)
        .hasMessageContaining("swapper_pg_dir");
  }
}
