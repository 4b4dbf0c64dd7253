package org.kexshot.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.format.ElfLayout;
import org.kexshot.types.Btf;
import org.kexshot.types.BtfBuilder;
import org.kexshot.types.TypeException;
import org.kexshot.types.TypeTable;
import org.kexshot.vmcoreinfo.Vmcoreinfo;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

class DebugFilesTest {
  @TempDir private Path directory;

  private DebugFiles zoneOf(int bytes) throws Exception {
    BtfBuilder types = new BtfBuilder();
    types.struct("zone", bytes, List.of());
    Path file = directory.resolve("kernel.btf");
    Files.write(file, types.bytes());
    return new DebugFiles(Optional.of(file), Optional.empty());
  }

  @Test
  void typesOfTheSameKernelAreTaken() throws Exception {
    Vmcoreinfo info = Vmcoreinfo.parse("SIZE(zone)=64\n".getBytes("US-ASCII"));
    assertThat(zoneOf(64).readBtf(info, 4)).isPresent();
  }

  @Test
  void typesOfAnotherKernelAreRefused() throws Exception {
    Vmcoreinfo info = Vmcoreinfo.parse("SIZE(zone)=64\n".getBytes("US-ASCII"));
    DebugFiles files = zoneOf(68);
    assertThatThrownBy(() -> files.readBtf(info, 4))
        .isInstanceOf(TypeException.class)
        .hasMessageContaining("kernel.btf")
        .hasMessageContaining("struct zone has 68 bytes, the image's 64");
  }

  private DebugFiles fileOf(String name, byte[] bytes) throws Exception {
    Path file = Files.write(directory.resolve(name), bytes);
    return new DebugFiles(Optional.of(file), Optional.empty());
  }

  private static byte[] types() {
    BtfBuilder types = new BtfBuilder();
    types.struct("zone", 64, List.of());
    return types.bytes();
  }

  /** With sections: none, their names, and the types. */
  private static byte[] vmlinux(ElfLayout layout, String section) {
    byte[] types = types();
    byte[] names = ("\0.shstrtab\0" + section + "\0").getBytes(StandardCharsets.US_ASCII);
    int table = 0x200;
    ByteBuffer file =
        ByteBuffer.allocate(table + 3 * layout.sectionSize()).order(ByteOrder.LITTLE_ENDIAN);
    file.put(0, layout.coreHeader(Architecture.X86_64, 0, 0).array());
    file.putShort(ElfLayout.E_TYPE, (short) 2);
    layout.putWord(file, layout.shoff(), table);
    file.putShort(layout.shentsize(), (short) layout.sectionSize());
    file.putShort(layout.shentsize() + 2, (short) 3).putShort(layout.shentsize() + 4, (short) 1);
    file.put(0x80, names).put(0x100, types);
    section(file, layout, table + layout.sectionSize(), 1, 0x80, names.length);
    section(file, layout, table + 2 * layout.sectionSize(), 11, 0x100, types.length);
    return file.array();
  }

  private static void section(
      ByteBuffer file, ElfLayout layout, int at, int name, long offset, long size) {
    file.putInt(at, name);
    layout.putWord(file, at + layout.shOffset(), offset);
    layout.putWord(file, at + layout.shSize(), size);
  }

  private static byte[] gzip(byte[] bytes) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] zstd(byte[] bytes) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new ZstdOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] xz(byte[] bytes) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new XZOutputStream(packed, new LZMA2Options(0))) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Fault("`--btf` refuses a `vmlinux`")
  @Test
  void aVmlinuxAndPackedFilesAreTaken() throws Exception {
    Vmcoreinfo info = Vmcoreinfo.parse("SIZE(zone)=64\n".getBytes("US-ASCII"));
    for (byte[] file :
        List.of(
            vmlinux(ElfLayout.ELF32, ".BTF"),
            vmlinux(ElfLayout.ELF64, ".BTF"),
            gzip(vmlinux(ElfLayout.ELF64, ".BTF")),
            xz(vmlinux(ElfLayout.ELF64, ".BTF")),
            zstd(vmlinux(ElfLayout.ELF64, ".BTF")),
            gzip(types()),
            xz(types()),
            zstd(types()))) {
      Btf read = fileOf("file", file).readBtf(info, 8).orElseThrow();
      assertThat(new TypeTable(read, 8).struct("zone").size()).isEqualTo(64);
    }
  }

  @Test
  void whatHasNoTypesSaysSo() throws Exception {
    Vmcoreinfo info = Vmcoreinfo.parse(new byte[0]);
    byte[] xz = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    byte[] vmlinux = vmlinux(ElfLayout.ELF64, ".BTF");
    Map<byte[], String> expected =
        Map.of(
            vmlinux(ElfLayout.ELF64, ".TXT"),
            "without a section .BTF",
            gzip(vmlinux(ElfLayout.ELF32, ".TXT")),
            "without a section .BTF",
            xz,
            "does not unpack",
            Arrays.copyOf(vmlinux, 0x210),
            "the file is cut off",
            "GIF89a..................................".getBytes(StandardCharsets.US_ASCII),
            "magic 0x4947");
    for (Map.Entry<byte[], String> file : expected.entrySet()) {
      DebugFiles files = fileOf("file", file.getKey());
      assertThatThrownBy(() -> files.readBtf(info, 8))
          .isInstanceOf(TypeException.class)
          .hasMessageContaining("file")
          .hasMessageContaining(file.getValue());
    }
    for (byte[] packed : List.of(gzip(vmlinux), xz(vmlinux), zstd(vmlinux))) {
      packed[packed.length / 2] ^= 0x55;
      DebugFiles damaged = fileOf("file", packed);
      assertThatThrownBy(() -> damaged.readBtf(info, 8))
          .isInstanceOf(TypeException.class)
          .hasMessageContaining("file: does not unpack");
      DebugFiles cut = fileOf("file", Arrays.copyOf(packed, packed.length - 7));
      assertThatThrownBy(() -> cut.readBtf(info, 8)).isInstanceOf(TypeException.class);
    }
  }

  @Test
  void withoutFilesThereIsNothing() throws Exception {
    Vmcoreinfo info = Vmcoreinfo.parse(new byte[0]);
    assertThat(DebugFiles.NONE.readBtf(info, 4)).isEmpty();
    assertThat(DebugFiles.NONE.readSymbols(info)).isEmpty();
  }
}
