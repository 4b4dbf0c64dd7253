package org.kexshot.linux.kcore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;

/** Reads a file that is laid out as {@code /proc/kcore} is: a segment for each run of frames. */
class LiveMemoryTest implements PhysicalMemoryContract {
  private static final long DIRECT_MAP = 0xffff_8880_0000_0000L;
  private static final int HEADER = 64;
  private static final int SEGMENT = 56;

  @TempDir private Path directory;
  private final List<KernelCore> cores = new ArrayList<>();

  /** What the kernel does not map is RAM all the same. */
  @Override
  public Set<PageState> absences() {
    return Set.of(PageState.UNREADABLE);
  }

  @Override
  public PhysicalMemory open(MemoryModel model) throws IOException {
    return new LiveMemory(core(model), model.ram());
  }

  private KernelCore core(MemoryModel model) throws IOException {
    PfnSet mapped = model.frames(PageState.PRESENT);
    List<long[]> runs = new ArrayList<>();
    for (long pfn = mapped.nextIn(0); pfn < mapped.end(); ) {
      long out = mapped.nextOut(pfn);
      runs.add(new long[] {pfn, out});
      pfn = mapped.nextIn(out);
    }
    int pages = HEADER + runs.size() * SEGMENT;
    ByteBuffer file =
        ByteBuffer.allocate(pages + (int) mapped.count() * Page.SIZE)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0, 0x464c_457f).put(4, (byte) 2).putLong(32, HEADER);
    file.putShort(54, (short) SEGMENT).putShort(56, (short) runs.size());
    int at = HEADER;
    file.position(pages);
    for (long[] run : runs) {
      long start = run[0] << Page.SHIFT;
      long size = (run[1] - run[0]) << Page.SHIFT;
      file.putInt(at, 1).putLong(at + 8, file.position()).putLong(at + 16, DIRECT_MAP + start);
      file.putLong(at + 24, start).putLong(at + 32, size).putLong(at + 40, size);
      at += SEGMENT;
      for (long pfn = run[0]; pfn < run[1]; pfn++) {
        file.put(model.page(pfn));
      }
    }
    Path path = Files.write(directory.resolve("kcore" + cores.size()), file.array());
    KernelCore core = KernelCore.open(path);
    cores.add(core);
    return core;
  }

  /** Of the frame in which firmware takes over, the kernel maps nothing. */
  @Test
  void aFrameThatIsRamInPartIsUnreadable() throws IOException {
    MemoryModel model = MemoryModel.random(1, Set.of(), new PhysicalRange(0x1000, 0x4000));
    LiveMemory memory = new LiveMemory(core(model), List.of(new PhysicalRange(0x1000, 0x4c00)));
    assertThat(memory.endPfn()).isEqualTo(5);
    assertThat(memory.state(4)).isEqualTo(PageState.UNREADABLE);
    assertThat(memory.presentFrames().count()).isEqualTo(3);
    assertThat(memory.ramFrames().count()).isEqualTo(4);
  }

  /** As of a page that the kernel answers with an error. */
  @Test
  void whatTheKernelDoesNotGiveIsUnreadable() throws IOException {
    MemoryModel model = MemoryModel.random(1, Set.of(), new PhysicalRange(0x1000, 0x4000));
    LiveMemory memory = new LiveMemory(core(model), model.ram());
    Path file = directory.resolve("kcore0");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 100));
    memory.read(0x2000, new byte[Page.SIZE], 0, Page.SIZE);
    assertThatThrownBy(() -> memory.read(0x2000, new byte[2 * Page.SIZE], 0, 2 * Page.SIZE))
        .isInstanceOfSatisfying(
            MemoryFault.class,
            fault -> {
              assertThat(fault.state()).isEqualTo(PageState.UNREADABLE);
              assertThat(fault.address()).isEqualTo(0x4000 - 100);
            })
        .hasMessageContaining("/proc/kcore at 0x")
        .hasMessageContaining("100 more bytes expected, found its end");
  }

  @AfterEach
  void closeCores() throws IOException {
    for (KernelCore core : cores) {
      core.close();
    }
  }
}
