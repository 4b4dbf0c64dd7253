package org.kexshot.symbols;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class SystemMapTest {
  private static final String MAP =
      """
      0000000000020178 A idle_threads
      ffffffff81000000 T _stext
      ffffffff81000000 T _text
      ffffffff81000040 t helper
      ffffffff82000000 D init_uts_ns
      """;

  @TempDir private Path directory;

  private SymbolTable read(String map, String vmcoreinfo) throws IOException {
    Path file = directory.resolve("System.map");
    Files.writeString(file, map);
    return SystemMap.read(file, Vmcoreinfo.parse(vmcoreinfo.getBytes(StandardCharsets.US_ASCII)));
  }

  @Test
  void movesSymbolsAsKaslrDid() throws Exception {
    SymbolTable symbols =
        read(MAP, "SYMBOL(_stext)=ffffffffa8600000\nSYMBOL(init_uts_ns)=ffffffffa9600000\n");
    assertThat(symbols.require("helper")).isEqualTo(0xffff_ffff_a860_0040L);
    assertThat(symbols.require("idle_threads")).isEqualTo(0x20178);
    assertThat(symbols.describe(0xffff_ffff_a860_0044L)).isEqualTo("helper+0x4");
    assertThat(symbols.symbol(symbols.indexOf("_text")).size()).isEqualTo(0x40);
  }

  /** As every x86_64 kernel has it that finds memory sections through a pointer. */
  @Test
  void whatMemSectionHoldsIsNotTakenForItsAddress() throws Exception {
    SymbolTable symbols =
        read(
            MAP + "ffffffff82401cd8 B mem_section\n",
            "SYMBOL(_stext)=ffffffffa8600000\nSYMBOL(mem_section)=ffff9a76fffd9000\n");
    assertThat(symbols.require("mem_section")).isEqualTo(0xffff_ffff_a9a0_1cd8L);
  }

  @Test
  void anotherKernelsMapIsNoticed() {
    assertThatThrownBy(
            () ->
                read(
                    MAP, "SYMBOL(_stext)=ffffffffa8600000\nSYMBOL(init_uts_ns)=ffffffffa9600040\n"))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("init_uts_ns")
        .hasMessageContaining("built with this kernel");
  }

  @Test
  void whatIsNoMapIsTold() {
    assertThatThrownBy(() -> read("hello\n", "SYMBOL(_stext)=ffffffffa8600000\n"))
        .isInstanceOf(SymbolException.class)
        .hasMessageContaining("line 1")
        .hasMessageContaining("hello");
  }
}
