package org.kexshot.kexec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.linux.KernelSymbols;

class ControlPageTest {
  @Test
  void liesBehindTheCodeBeforeLinux614() {
    KernelSymbols symbols = KernelSymbols.of(Map.of());
    assertThat(ControlPage.of(Architecture.I386, symbols)).isEqualTo(new ControlPage(0x800, 0x81c));
    assertThat(ControlPage.of(Architecture.X86_64, symbols))
        .isEqualTo(new ControlPage(0x800, 0x830));
  }

  @Test
  void hasNamesSinceThen() {
    KernelSymbols symbols =
        KernelSymbols.of(
            Map.of(
                "__relocate_kernel_start", 0xffff_ffff_8240_0000L,
                "saved_cr0", 0xffff_ffff_8240_0008L,
                "pa_backup_pages_map", 0xffff_ffff_8240_0038L));
    assertThat(ControlPage.of(Architecture.X86_64, symbols)).isEqualTo(new ControlPage(0, 0x38));
  }

  @Test
  void isNotKnownWhereANameIsMissingOrElsewhere() {
    KernelSymbols symbols =
        KernelSymbols.of(
            Map.of(
                "__relocate_kernel_start", 0xffff_ffff_8240_0000L,
                "saved_cr0", 0xffff_ffff_8340_0008L));
    assertThat(ControlPage.of(Architecture.X86_64, symbols))
        .isEqualTo(new ControlPage(ControlPage.UNKNOWN, ControlPage.UNKNOWN));
  }
}
