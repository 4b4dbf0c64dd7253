package org.kexshot.capture.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.address.Architecture;
import org.kexshot.address.PhysicalRange;
import org.kexshot.format.ElfNotes;

class ElfCoreHeaderTest {
  private static final long ADDRESS = 0x36fff000L;
  private static final byte[] VMCOREINFO =
      "OSRELEASE=6.1.0\nPAGESIZE=4096\n".getBytes(StandardCharsets.US_ASCII);
  private static final List<PhysicalRange> RAM =
      List.of(new PhysicalRange(0x1000, 0x9fc00), new PhysicalRange(0x100000, 0x3ffd7000));

  @ParameterizedTest
  @CsvSource({"I386,3,144", "X86_64,62,336"})
  void pointsAtItsOwnNotesAndAtAllRam(Architecture architecture, short machine, int statusSize) {
    byte[] header = ElfCoreHeader.build(architecture, ADDRESS, RAM, VMCOREINFO);
    assertThat(header).hasSize(ElfCoreHeader.size(architecture, RAM, VMCOREINFO));
    ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(bytes.getShort(18)).isEqualTo(machine);
    assertThat(bytes.getShort(56)).isEqualTo((short) 3);

    assertThat(bytes.getInt(64)).as("the first program header is PT_NOTE").isEqualTo(4);
    int notes = (int) (bytes.getLong(64 + 8) - ADDRESS);
    assertThat(notes + bytes.getLong(64 + 32)).isEqualTo(header.length);
    byte[] segment = new byte[header.length - notes];
    bytes.get(notes, segment);
    assertThat(ElfNotes.decode(segment).notes().get(0).descriptor()).hasSize(statusSize);
    assertThat(ElfNotes.decode(segment).vmcoreinfo().orElseThrow().osRelease()).contains("6.1.0");

    for (int i = 0; i < RAM.size(); i++) {
      int at = 64 + 56 * (i + 1);
      assertThat(bytes.getInt(at)).isEqualTo(1);
      assertThat(bytes.getLong(at + 24)).isEqualTo(RAM.get(i).start());
      assertThat(bytes.getLong(at + 32)).isEqualTo(RAM.get(i).length());
    }
  }
}
