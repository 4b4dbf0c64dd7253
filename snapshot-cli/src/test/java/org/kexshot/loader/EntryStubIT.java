package org.kexshot.loader;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.address.Architecture;
import org.kexshot.kexec.BareMachine;

/** The stub itself, the bytes that are shipped, on a machine with nothing else. */
class EntryStubIT {
  private static final long STUB = 0x60_0000;
  private static final long GDT_SOURCE = 0x70_0000;
  private static final int RESULT = 0x4f0;

  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"I386, count32", "X86_64, count64"})
  void whatItCallsReturnsAndIsCalledAgain(Architecture architecture, String name) throws Exception {
    Path file = Files.write(directory.resolve(name), BareMachine.executable(name));
    try (BareMachine bare = new BareMachine();
        ElfProgram program = ElfProgram.open(file)) {
      ByteBuffer memory = bare.memory();
      for (ElfProgram.Segment segment : program.segments()) {
        program.read(
            segment,
            memory.slice((int) segment.memory().start(), Math.toIntExact(segment.fileSize())));
      }
      EntryStub stub = EntryStub.load(architecture);
      long entry = program.entry(OptionalLong.empty());
      ByteBuffer bytes = stub.fill(entry, 0, OptionalLong.of(GDT_SOURCE));
      memory.put((int) STUB, bytes, 0, bytes.remaining());
      bare.run(architecture, STUB + stub.entry());
      assertThat(memory.getInt(RESULT)).isEqualTo(42);
      assertThat(memory.getInt(RESULT + 4)).isEqualTo(2);
      assertThat(memory.getInt(RESULT + 8)).as("its registers").isZero();
    }
  }
}
