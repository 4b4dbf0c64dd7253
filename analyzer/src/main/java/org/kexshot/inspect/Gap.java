package org.kexshot.inspect;

import java.io.IOException;
import org.kexshot.format.DumpFormatException;
import org.kexshot.memory.MemoryFault;
import org.kexshot.memory.PageState;
import org.kexshot.paging.UnmappedFault;

/**
 * Addresses whose bytes the image lacks.
 *
 * @param address the first
 * @param length how many
 * @param reason why there are none
 * @param cause what a read of the first answered
 */
public record Gap(long address, long length, Reason reason, IOException cause) {
  /** The same and more behind it. */
  Gap longerBy(long more) {
    return new Gap(address, length + more, reason, cause);
  }

  /** Why there are none. */
  public enum Reason {
    EXCLUDED("excluded"),
    NOT_RAM("not RAM"),
    NOT_MAPPED("not mapped"),
    SWAPPED_OUT("swapped out"),
    UNREADABLE("unreadable"),
    CORRUPT("corrupt");

    private final String words;

    Reason(String words) {
      this.words = words;
    }

    /** In words for a user. */
    public String words() {
      return words;
    }

    /**
     * The reason that a failed read tells.
     *
     * @throws IOException the failure, if it is not one of memory
     */
    static Reason of(IOException cause) throws IOException {
      if (cause instanceof UnmappedFault unmapped) {
        return unmapped.isSwapped() ? SWAPPED_OUT : NOT_MAPPED;
      }
      if (cause instanceof DumpFormatException) {
        return CORRUPT;
      }
      if (cause instanceof MemoryFault fault && fault.state() != PageState.PRESENT) {
        return switch (fault.state()) {
          case EXCLUDED -> EXCLUDED;
          case NOT_RAM -> NOT_RAM;
          default -> UNREADABLE;
        };
      }
      throw cause;
    }
  }
}
