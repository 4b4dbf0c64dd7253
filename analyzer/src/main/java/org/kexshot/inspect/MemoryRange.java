package org.kexshot.inspect;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.kexshot.address.Page;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PhysicalMemory;
import org.kexshot.paging.PagedMemory;

/** Bytes of one address space that a user asks for. */
public final class MemoryRange {

  /** Reads as {@link PhysicalMemory#read} does. */
  @FunctionalInterface
  private interface Reader {
    void read(long address, byte[] into, int offset, int length) throws IOException;
  }

  /**
   * A part of a range that was read.
   *
   * @param address of the first byte
   */
  public record Bytes(long address, byte[] bytes) {}

  private final Reader reader;
  private final long address;
  private final long length;

  private MemoryRange(Reader reader, long address, long length) {
    if (length < 0 || length > 0 && Long.compareUnsigned(address, -length) > 0) {
      throw new IllegalArgumentException(
          "0x%x bytes from 0x%x reach beyond the last address".formatted(length, address));
    }
    this.reader = reader;
    this.address = address;
    this.length = length;
  }

  /** A range of physical addresses. */
  public static MemoryRange physical(PhysicalMemory memory, long address, long length) {
    return new MemoryRange(memory::read, address, length);
  }

  /** A range of virtual addresses. */
  public static MemoryRange virtual(PagedMemory memory, long address, long length) {
    return new MemoryRange(
        (at, into, offset, count) -> {
          memory.physical(at);
          memory.read(at, into, offset, count);
        },
        address,
        length);
  }

  /** What to do with the parts of a range, in order. */
  public interface Visitor {
    /** Bytes of at most one page. */
    void bytes(Bytes bytes) throws IOException;

    /** Bytes that the image lacks for one reason. */
    void gap(Gap gap) throws IOException;
  }

  /**
   * Reads all that there is, page by page; of what is not there, as much as is known at once.
   *
   * @throws IOException if the file fails, or the visitor does
   */
  public void forEach(Visitor visitor) throws IOException {
    for (long done = 0; done < length; ) {
      long at = address + done;
      int chunk = (int) Math.min(Page.SIZE - (at & Page.SIZE - 1), length - done);
      IOException failure = read(at, chunk, visitor);
      done += chunk;
      if (failure instanceof MemoryFault fault) {
        long there = fault.address() - at;
        if (there > 0 && read(at, (int) there, visitor) != null) {
          throw failure;
        }
        long gap = min(length - (at - address) - there, fault.end() - fault.address());
        visitor.gap(new Gap(fault.address(), gap, Gap.Reason.of(failure), failure));
        done = fault.address() + gap - address;
      } else if (failure != null) {
        visitor.gap(new Gap(at, chunk, Gap.Reason.of(failure), failure));
      }
    }
  }

  /** Hands bytes to the visitor, or returns why there are none. */
  private IOException read(long at, int count, Visitor visitor) throws IOException {
    byte[] bytes = new byte[count];
    try {
      reader.read(at, bytes, 0, count);
    } catch (IOException e) {
      return e;
    }
    visitor.bytes(new Bytes(at, bytes));
    return null;
  }

  private static long min(long one, long other) {
    return Long.compareUnsigned(one, other) < 0 ? one : other;
  }

  /** Reads all that there is; parts that lie side by side and are alike are one. */
  public MemoryContents read() throws IOException {
    List<Bytes> parts = new ArrayList<>();
    List<Gap> gaps = new ArrayList<>();
    forEach(
        new Visitor() {
          @Override
          public void bytes(Bytes bytes) {
            parts.add(bytes);
          }

          @Override
          public void gap(Gap gap) {
            int last = gaps.size() - 1;
            if (last >= 0 && continues(gaps.get(last), gap)) {
              Gap before = gaps.get(last);
              gaps.set(last, before.longerBy(gap.length()));
            } else {
              gaps.add(gap);
            }
          }
        });
    return new MemoryContents(address, length, parts, gaps);
  }

  private static boolean continues(Gap before, Gap gap) {
    return before.address() + before.length() == gap.address() && before.reason() == gap.reason();
  }

  /**
   * Copies the bytes as they are.
   *
   * @throws IOException what reading the first byte answers that the image lacks; all before it are
   *     copied then
   */
  public void copyTo(OutputStream out) throws IOException {
    forEach(
        new Visitor() {
          @Override
          public void bytes(Bytes bytes) throws IOException {
            out.write(bytes.bytes());
          }

          @Override
          public void gap(Gap gap) throws IOException {
            throw gap.cause();
          }
        });
  }
}
