package org.kexshot.kexec.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.Fault;
import org.kexshot.address.Architecture;
import org.kexshot.format.DumpFormatException;

class BzImageTest {
  /** As a distribution's kernel has it: 64-bit entry, above 4 GiB too, five levels enabled. */
  private static final int X86_64 = 0x7f;

  @TempDir private Path directory;

  @Test
  void isForI386WithoutA64BitEntry() throws IOException {
    BzImage kernel = kernel(0);
    assertThat(kernel.architecture()).isEqualTo(Architecture.I386);
    assertThat(kernel.hasFiveLevels()).isFalse();
    assertThat(kernel.highestInitrdAddress()).isEqualTo(0x7fff_ffffL);
  }

  /** Its header still says 2 GiB, for boot loaders of the 32-bit protocol. */
  @Test
  void takesItsInitialFileSystemAnywhereOnX8664() throws IOException {
    BzImage kernel = kernel(X86_64);
    assertThat(kernel.architecture()).isEqualTo(Architecture.X86_64);
    assertThat(kernel.hasFiveLevels()).isTrue();
    assertThat(kernel.highestInitrdAddress()).isGreaterThan(BootProtocol.X86_64.memoryEnd());
  }

  @Test
  void hasFourLevelsWhereFiveAreOnlyKnown() throws IOException {
    assertThat(kernel(X86_64 & ~0x40).hasFiveLevels()).isFalse();
  }

  @Test
  void isNoneWithoutItsMagic() throws IOException {
    Path file = Files.write(directory.resolve("other"), new byte[4096]);
    assertThatThrownBy(() -> BzImage.open(file))
        .isInstanceOf(DumpFormatException.class)
        .hasMessageContaining("HdrS");
  }

  @Fault("A capture kernel of Debian's has too little memory to start, and the system is lost")
  @Test
  void whatItTakesToStartIsAddedToWhatTheCaptureSystemTakes() throws IOException {
    assertThat(kernel(X86_64).initSize()).isEqualTo(0x392_1000);
    assertThat(BootProtocol.X86_64.leastMemory(0x392_1000)).isEqualTo(196L << 20);
    assertThat(BootProtocol.X86_64.leastMemory(0x188_c000)).as("the lab's").isEqualTo(160L << 20);
    assertThat(BootProtocol.I386.leastMemory(0xc0_1000)).as("the lab's").isEqualTo(104L << 20);
  }

  private BzImage kernel(int extendedLoadFlags) throws IOException {
    ByteBuffer header = ByteBuffer.allocate(8192).order(ByteOrder.LITTLE_ENDIAN);
    header.put(0x1f1, (byte) 1); // setup_sects
    header.put(0x201, (byte) 0x66); // jump, and so the header's length
    header.putInt(0x202, 0x53726448);
    header.putShort(0x206, (short) 0x020f); // protocol
    header.putInt(0x22c, 0x7fff_ffff); // initrd_addr_max
    header.put(0x234, (byte) 1); // relocatable
    header.putShort(0x236, (short) extendedLoadFlags);
    header.putInt(0x260, 0x392_1000); // init_size
    return BzImage.open(Files.write(directory.resolve("bzImage"), header.array()));
  }
}
