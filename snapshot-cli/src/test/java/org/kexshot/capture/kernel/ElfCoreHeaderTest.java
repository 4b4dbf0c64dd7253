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
import org.kexshot.format.ElfLayout;
import org.kexshot.format.ElfNotes;
import org.kexshot.format.ElfSegment;

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
    assertThat(bytes.getShort(ElfLayout.E_MACHINE)).isEqualTo(machine);
    assertThat(bytes.getShort(ElfLayout.ELF64.phnum())).isEqualTo((short) 3);

    assertThat(segment(bytes, 0).type()).isEqualTo(ElfLayout.PT_NOTE);
    int notes = (int) (segment(bytes, 0).position() - ADDRESS);
    assertThat(notes + segment(bytes, 0).inFile()).isEqualTo(header.length);
    byte[] segment = new byte[header.length - notes];
    bytes.get(notes, segment);
    assertThat(ElfNotes.decode(segment).notes().get(0).descriptor()).hasSize(statusSize);
    assertThat(ElfNotes.decode(segment).vmcoreinfo().orElseThrow().osRelease()).contains("6.1.0");

    for (int i = 0; i < RAM.size(); i++) {
      long start = RAM.get(i).start();
      long length = RAM.get(i).length();
      assertThat(segment(bytes, i + 1))
          .isEqualTo(new ElfSegment(ElfLayout.PT_LOAD, 7, start, 0, start, length, length));
    }
  }

  private static ElfSegment segment(ByteBuffer file, int index) {
    ElfLayout layout = ElfLayout.ELF64;
    return ElfSegment.read(layout, file, layout.fileHeaderSize() + index * layout.segmentSize());
  }
}
