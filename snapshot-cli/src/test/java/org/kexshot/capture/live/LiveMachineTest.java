package org.kexshot.capture.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveMachineTest {
  @TempDir private Path directory;

  @Test
  void allOfLowMemoryIsMapped() throws IOException {
    try (LiveMachine machine = KcoreFixture.write(directory, 900).open()) {
      assertThat(machine.mapped()).isEqualTo(machine.memory().presentFrames());
      assertThat(machine.mapped().count()).isEqualTo(900);
    }
  }

  /** Before 4.19 the kernel says where its note lies, and not what is in it. */
  @Test
  void theNoteIsReadWhereTheKernelSays() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, KcoreFixture.FRAMES);
    int length = kcore.plantNote(0x5_0000);
    try (LiveMachine machine = kcore.open()) {
      String line = "0x0000000000050000 %x\n".formatted(length);
      assertThat(LiveMachine.noteAt(line, machine.memory()).osRelease()).contains("6.1.0-fixture");
      assertThatThrownBy(() -> LiveMachine.noteAt("0x60000 400\n", machine.memory()))
          .hasMessageContaining("at 0x60000 is no note VMCOREINFO");
      assertThatThrownBy(() -> LiveMachine.noteAt("nonsense", machine.memory()))
          .hasMessageContaining("\"nonsense\"; 0xADDRESS LENGTH expected");
    }
  }
}
