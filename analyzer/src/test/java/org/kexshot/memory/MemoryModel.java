package org.kexshot.memory;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.kexshot.address.Page;
import org.kexshot.address.PfnSet;
import org.kexshot.address.PhysicalRange;

/**
 * What a memory under test is to hold: whole frames of RAM, each with its state, and bytes for
 * those that are present. It answers in the plainest way that keeps what {@link PhysicalMemory}
 * promises, so that an implementation can be made from it and compared with it.
 */
public final class MemoryModel implements PhysicalMemory {
  private static final int LONGEST_RUN = 6;

  private final long seed;
  private final List<PhysicalRange> ram;
  private final Map<Long, PageState> absent = new TreeMap<>();
  private final Map<Long, byte[]> chosen = new TreeMap<>();

  private MemoryModel(long seed, List<PhysicalRange> ram) {
    this.seed = seed;
    this.ram = ram;
  }

  /**
   * RAM in which runs of present frames and of absent ones take turns.
   *
   * @param absences states of absent frames; empty for an image that has all of RAM
   * @param ram whole frames, ascending
   */
  public static MemoryModel random(long seed, Set<PageState> absences, PhysicalRange... ram) {
    MemoryModel model = new MemoryModel(seed, List.of(ram));
    Random random = new Random(seed);
    List<PageState> states = new ArrayList<>(absences);
    for (PhysicalRange range : ram) {
      long end = range.end() >>> Page.SHIFT;
      for (long pfn = range.start() >>> Page.SHIFT; pfn < end; ) {
        long stop = Math.min(end, pfn + 1 + random.nextInt(LONGEST_RUN));
        boolean present = states.isEmpty() || random.nextInt(5) < 3;
        PageState state = present ? null : states.get(random.nextInt(states.size()));
        for (; pfn < stop; pfn++) {
          if (state != null) {
            model.absent.put(pfn, state);
          }
        }
      }
    }
    return model;
  }

  /** Makes a frame of RAM present, with these bytes and zeros behind them. */
  public MemoryModel with(long pfn, byte[] bytes) {
    absent.remove(pfn);
    chosen.put(pfn, Arrays.copyOf(bytes, Page.SIZE));
    return this;
  }

  /** Takes a frame of RAM away, as excluded or unreadable. */
  public MemoryModel without(long pfn, PageState state) {
    absent.put(pfn, state);
    return this;
  }

  /** The frames of a state other than {@link PageState#NOT_RAM}. */
  public PfnSet frames(PageState state) {
    PfnSet frames = new PfnSet(endPfn());
    for (PhysicalRange range : ram) {
      for (long pfn = range.start() >>> Page.SHIFT; pfn < range.end() >>> Page.SHIFT; pfn++) {
        if (state(pfn) == state) {
          frames.add(pfn);
        }
      }
    }
    return frames;
  }

  /**
   * The bytes of a present frame: as {@link #with} says; else one in four is zero, one in four
   * nearly so, and others are random.
   */
  public byte[] page(long pfn) {
    if (chosen.containsKey(pfn)) {
      return chosen.get(pfn).clone();
    }
    // Without the factor, frames near each other would begin with the same number.
    Random random = new Random((seed * 31 + pfn) * 0x9e37_79b9_7f4a_7c15L);
    byte[] page = new byte[Page.SIZE];
    switch (random.nextInt(4)) {
      case 0 -> {}
      case 1 -> page[random.nextInt(Page.SIZE)] = 1;
      default -> random.nextBytes(page);
    }
    return page;
  }

  /** Whether the frame is present and all zero. */
  public boolean isZero(long pfn) {
    return state(pfn) == PageState.PRESENT && Arrays.equals(page(pfn), new byte[Page.SIZE]);
  }

  @Override
  public List<PhysicalRange> ram() {
    return ram;
  }

  @Override
  public PageState state(long pfn) {
    for (PhysicalRange range : ram) {
      if (pfn >= range.start() >>> Page.SHIFT && pfn < range.end() >>> Page.SHIFT) {
        return absent.getOrDefault(pfn, PageState.PRESENT);
      }
    }
    return PageState.NOT_RAM;
  }

  @Override
  public void read(long physicalAddress, byte[] into, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      long address = physicalAddress + done;
      long pfn = address >>> Page.SHIFT;
      if (state(pfn) != PageState.PRESENT) {
        throw new MemoryFault("physical", address, state(pfn), "the model has no bytes there");
      }
      int chunk = Math.min(length - done, Page.SIZE - Page.offset(address));
      System.arraycopy(page(pfn), Page.offset(address), into, offset + done, chunk);
      done += chunk;
    }
  }
}
