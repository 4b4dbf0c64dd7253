package org.kexshot.capture.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.filter.DumpLevel;
import org.kexshot.format.Dump;

/** What live memory says of itself as an image. */
class LiveDumpTest {
  @TempDir private Path directory;

  @Test
  void saysHowItWasReadOnceThatIsKnown() throws IOException {
    KcoreFixture kcore = KcoreFixture.write(directory, KcoreFixture.FRAMES);
    try (LiveMachine machine = kcore.open();
        LiveCapture capture =
            LiveCapture.begin(machine, DumpLevel.IN_USE, kcore.holder(), new Random(1));
        Dump dump = capture.open()) {
      assertThat(dump.takenAt()).contains(capture.takenAt());
      assertThat(dump.notes().vmcoreinfo()).isPresent();
      assertThat(dump.notes().processors()).isZero();
      assertThat(dump.liveReading()).isEmpty();
      capture.allRead();
      assertThat(dump.liveReading()).isPresent().isEqualTo(capture.liveReading());
    }
  }
}
