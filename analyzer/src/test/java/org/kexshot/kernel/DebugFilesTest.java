package org.kexshot.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.types.BtfBuilder;
import org.kexshot.types.TypeException;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

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

  @Test
  void withoutFilesThereIsNothing() throws Exception {
    Vmcoreinfo info = Vmcoreinfo.parse(new byte[0]);
    assertThat(DebugFiles.NONE.readBtf(info, 4)).isEmpty();
    assertThat(DebugFiles.NONE.readSymbols(info)).isEmpty();
  }
}
