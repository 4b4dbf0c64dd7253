package org.kexshot.cli.mangled;

import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.address.PhysicalRange;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.memory.RecentPages;

/** Notes which words are read of a memory below 8 GiB. */
final class RecordingMemory implements PhysicalMemory {
  private static final int WORD_SHIFT = 2;

  private final PhysicalMemory memory;
  private BitSet words = new BitSet();

  RecordingMemory(PhysicalMemory memory) {
    this.memory = memory;
  }

  /** Indexes of the words of four bytes that were read since the last call. */
  BitSet take() {
    BitSet taken = words;
    words = new BitSet();
    return taken;
  }

  @Override
  public List<PhysicalRange> ram() {
    return memory.ram();
  }

  @Override
  public long endPfn() {
    return memory.endPfn();
  }

  @Override
  public PageState state(long pfn) {
    return memory.state(pfn);
  }

  @Override
  public void read(long address, byte[] into, int offset, int length) throws IOException {
    if (length == Page.SIZE && isForLater()) {
      throw new MemoryFault("physical", address, PageState.UNREADABLE, "read what is needed");
    }
    memory.read(address, into, offset, length);
    words.set((int) (address >>> WORD_SHIFT), (int) (address + length + 3 >>> WORD_SHIFT));
  }

  /** Whether a page is read to be kept, of which nobody knows yet which words will be needed. */
  private static boolean isForLater() {
    return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
        .walk(
            frames ->
                frames
                    .skip(2)
                    .findFirst()
                    .filter(
                        frame ->
                            frame.getDeclaringClass() == RecentPages.class
                                && frame.getMethodName().equals("page"))
                    .isPresent());
  }

  /** Physical address of a word by its index. */
  static long address(int word) {
    return (long) word << WORD_SHIFT;
  }
}
