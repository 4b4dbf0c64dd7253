package org.kexshot.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.address.Architecture;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageFilter;
import org.kexshot.filter.PageSelection;
import org.kexshot.format.Dump;
import org.kexshot.memory.MemoryModel;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.PhysicalMemoryContract;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

class SelectedDumpTest implements PhysicalMemoryContract {
  /** An image that has those pages, too, which the model says are excluded. */
  private record Whole(MemoryModel model) implements PhysicalMemory {
    @Override
    public List<PhysicalRange> ram() {
      return model.ram();
    }

    @Override
    public PageState state(long pfn) {
      return isAddition(pfn) ? PageState.PRESENT : model.state(pfn);
    }

    private boolean isAddition(long pfn) {
      return model.state(pfn) == PageState.EXCLUDED;
    }

    @Override
    public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
      int done = 0;
      while (done < length) {
        long address = physicalAddress + done;
        int chunk = (int) Math.min(length - done, Page.SIZE - (address & Page.SIZE - 1));
        if (isAddition(address >>> Page.SHIFT)) {
          Arrays.fill(into, offset + done, offset + done + chunk, (byte) 0x5a);
        } else {
          model.read(address, into, offset + done, chunk);
        }
        done += chunk;
      }
    }
  }

  private record Image(PhysicalMemory memory, Optional<Integer> dumpLevel) implements Dump {
    @Override
    public String formatName() {
      return "image";
    }

    @Override
    public Architecture architecture() {
      return Architecture.X86_64;
    }

    @Override
    public Optional<Vmcoreinfo> vmcoreinfo() {
      return Optional.empty();
    }

    @Override
    public Optional<Instant> takenAt() {
      return Optional.of(Instant.EPOCH);
    }

    @Override
    public void close() {}
  }

  private static Dump selected(MemoryModel model, int level, Optional<Integer> ofImage) {
    PhysicalMemory whole = new Whole(model);
    PageSelection all = PageFilter.everything(whole, model.frames(PageState.PRESENT));
    return new SelectedDump(
        new Image(whole, ofImage),
        new PageSelection(
            new DumpLevel(level), all.ram(), all.kept(), all.counts(), all.undecided()));
  }

  @Override
  public PhysicalMemory open(MemoryModel model) {
    return selected(model, 31, Optional.empty()).memory();
  }

  @Test
  void theLevelsOfBothAreSaid() {
    MemoryModel model = MemoryModel.random(1, Set.of(), new PhysicalRange(0, 0x4000));
    Dump dump = selected(model, 16, Optional.of(1));
    assertThat(dump.dumpLevel()).contains(17);
    assertThat(dump.takenAt()).contains(Instant.EPOCH);
    assertThat(dump.formatName()).isEqualTo("image");
  }
}
