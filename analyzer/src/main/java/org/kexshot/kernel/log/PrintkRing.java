package org.kexshot.kernel.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.types.TypeException;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The printk ring buffer of kernels since 5.10: a ring of descriptors, a ring of information about
 * each, and a ring of text that descriptors point into by logical position. Source: {@code
 * kernel/printk/printk_ringbuffer.h}.
 */
final class PrintkRing {
  private static final int MAX_COUNT_BITS = 24;
  private static final int COMMITTED = 1;
  private static final int FINALIZED = 2;

  /** Both positions of a record whose text is empty; any other odd position means lost text. */
  private static final long NO_TEXT = 3;

  private final VirtualMemory memory;
  private final Vmcoreinfo layout;
  private final int wordBits;
  private final long mask;
  private final Problems problems = new Problems();
  private final long ring;

  private final long descriptors;
  private final long descriptorSize;
  private final long infos;
  private final long infoSize;
  private final long count;
  private final long text;
  private final int textBits;
  private final long textSize;

  PrintkRing(VirtualMemory memory, Vmcoreinfo vmcoreinfo) throws IOException {
    this.memory = memory;
    this.layout = vmcoreinfo;
    this.wordBits = 8 * memory.pointerSize();
    this.mask = -1L >>> 64 - wordBits;
    this.ring = memory.readPointer(KernelLog.require(vmcoreinfo.symbol("prb"), "SYMBOL(prb)"));
    this.descriptors = memory.readPointer(inDescriptorRing("descs"));
    this.infos = memory.readPointer(inDescriptorRing("infos"));
    this.descriptorSize = KernelLog.size(layout, "prb_desc");
    this.infoSize = KernelLog.size(layout, "printk_info");
    this.count = 1L << bits("desc_ring's count_bits", inDescriptorRing("count_bits"));
    long textRing = ring + offset("printk_ringbuffer", "text_data_ring");
    this.text = memory.readPointer(textRing + offset("prb_data_ring", "data"));
    this.textBits =
        bits("text_data_ring's size_bits", textRing + offset("prb_data_ring", "size_bits"));
    this.textSize = 1L << textBits;
  }

  private long offset(String struct, String member) throws IOException {
    return KernelLog.offset(layout, struct, member);
  }

  private long inDescriptorRing(String member) throws IOException {
    return ring + offset("printk_ringbuffer", "desc_ring") + offset("prb_desc_ring", member);
  }

  private int bits(String what, long at) throws IOException {
    long value = memory.readU32(at);
    if (value < 1 || value > MAX_COUNT_BITS + 6) {
      throw new TypeException(
          "the printk ring's %s at 0x%x is %d; expected 1 to %d"
              .formatted(what, at, value, MAX_COUNT_BITS + 6));
    }
    return (int) value;
  }

  Listing<LogRecord> read() throws IOException {
    long idMask = mask >>> 2;
    long tail = memory.readPointer(inDescriptorRing("tail_id")) & idMask;
    long head = memory.readPointer(inDescriptorRing("head_id")) & idMask;
    long used = (head - tail & idMask) + 1;
    if (used > count) {
      problems.add(
          "the printk ring's head 0x%x is %d descriptors from its tail 0x%x, but it has %d",
          head, used, tail, count);
      used = count;
    }
    List<LogRecord> records = new ArrayList<>();
    for (long i = 0; i < used && !problems.areTooMany(); i++) {
      long id = tail + i & idMask;
      try {
        readRecord(id, idMask, records);
      } catch (IOException fault) {
        problems.add("log record of descriptor 0x%x: %s", id, fault.getMessage());
      }
    }
    return new Listing<>(records, problems.list());
  }

  private void readRecord(long id, long idMask, List<LogRecord> into) throws IOException {
    long descriptor = descriptors + (id & count - 1) * descriptorSize;
    long state = memory.readPointer(descriptor + offset("prb_desc", "state_var"));
    int stage = (int) (state >>> wordBits - 2) & 3;
    if ((state & idMask) != id || stage != COMMITTED && stage != FINALIZED) {
      return;
    }
    long position = descriptor + offset("prb_desc", "text_blk_lpos");
    long begin = memory.readPointer(position + offset("prb_data_blk_lpos", "begin"));
    long next = memory.readPointer(position + offset("prb_data_blk_lpos", "next"));
    long info = infos + (id & count - 1) * infoSize;
    long sequence = memory.readU64(info + offset("printk_info", "seq"));
    int length = memory.readU16(info + offset("printk_info", "text_len"));
    String line = text(begin, next, length, sequence);
    if (line == null) {
      return;
    }
    // VMCOREINFO does not export facility and level; they follow the text's length.
    int facility = memory.readU8(info + offset("printk_info", "text_len") + 2);
    int level = memory.readU8(info + offset("printk_info", "text_len") + 3) >>> 5;
    into.add(
        new LogRecord(
            sequence,
            memory.readU64(info + offset("printk_info", "ts_nsec")),
            facility,
            level,
            KernelLog.caller(memory.readU32(info + offset("printk_info", "caller_id"))),
            line));
  }

  /** The text between two logical positions; null if it is gone. */
  private String text(long begin, long next, int length, long sequence) throws IOException {
    if ((begin & 1) != 0) {
      return begin == NO_TEXT && next == NO_TEXT ? "" : null;
    }
    // A block that would cross the end of the ring starts at the ring's first byte instead; one
    // that ends exactly there did not cross.
    boolean wraps = begin >>> textBits != next >>> textBits && (next & textSize - 1) != 0;
    long block = wraps ? 0 : begin & textSize - 1;
    long room = (wraps ? next & textSize - 1 : next - begin & mask) - memory.pointerSize();
    if (room < 0 || room > textSize) {
      problems.add("log record %d has a block of %d bytes", sequence, room);
      return null;
    }
    byte[] bytes =
        memory.readBytes(text + block + memory.pointerSize(), (int) Math.min(length, room));
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
