package org.kexshot.kernel.log;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.kernel.Problems;
import org.kexshot.kind.Listing;
import org.kexshot.memory.VirtualMemory;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * The kernel log of kernels from 3.5 to 5.9: records of variable length one behind the other in a
 * buffer, from {@code log_first_idx} to {@code log_next_idx}. Source: {@code
 * kernel/printk/printk.c} of 5.9. Shape of a record's head: u64 time, u16 record length, u16 text
 * length, u16 dictionary length, u8 facility, u8 with the level in its upper three bits.
 */
final class VariableLengthLog {
  /** Larger than {@code CONFIG_LOG_BUF_SHIFT} allows. */
  private static final long MAX_BYTES = 1L << 30;

  private final VirtualMemory memory;
  private final Vmcoreinfo layout;

  VariableLengthLog(VirtualMemory memory, Vmcoreinfo vmcoreinfo) {
    this.memory = memory;
    this.layout = vmcoreinfo;
  }

  Listing<LogRecord> read() throws IOException {
    long buffer = memory.readPointer(symbol("log_buf"));
    long size = memory.readU32(symbol("log_buf_len"));
    long at = memory.readU32(symbol("log_first_idx"));
    long end = memory.readU32(symbol("log_next_idx"));
    long head = KernelLog.size(layout, "printk_log");
    Problems problems = new Problems();
    List<LogRecord> records = new ArrayList<>();
    long walked = 0;
    while (at != end && walked <= Math.min(size, MAX_BYTES)) {
      try {
        int length = memory.readU16(buffer + at + offset("len"));
        if (length == 0) {
          // What is left at the buffer's end was too small; the log goes on at its start.
          walked += Math.max(1, size - at);
          at = 0;
          continue;
        }
        records.add(readRecord(records.size(), buffer + at, head));
        at += length;
        walked += length;
      } catch (IOException fault) {
        problems.add(
            "the kernel log breaks off after %d records: %s", records.size(), fault.getMessage());
        return new Listing<>(records, problems.list());
      }
    }
    if (at != end) {
      problems.add("the kernel log does not end at its next record 0x%x", end);
    }
    return new Listing<>(records, problems.list());
  }

  private LogRecord readRecord(long sequence, long at, long head) throws IOException {
    long textLengthAt = at + offset("text_len");
    byte[] text = memory.readBytes(at + head, memory.readU16(textLengthAt));
    return new LogRecord(
        sequence,
        memory.readU64(at + offset("ts_nsec")),
        // VMCOREINFO does not export facility and level; they follow the dictionary's length.
        memory.readU8(textLengthAt + 4),
        memory.readU8(textLengthAt + 5) >>> 5,
        "",
        new String(text, StandardCharsets.UTF_8));
  }

  private long symbol(String name) throws IOException {
    return KernelLog.require(layout.symbol(name), "SYMBOL(" + name + ")");
  }

  private long offset(String member) throws IOException {
    return KernelLog.offset(layout, "printk_log", member);
  }
}
