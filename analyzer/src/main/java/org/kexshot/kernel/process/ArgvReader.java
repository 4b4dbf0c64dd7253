package org.kexshot.kernel.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kexshot.address.Page;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.PagedMemory;

/**
 * Reads a process's command line and environment from its own memory, {@code mm->arg_start} to
 * {@code env_end}, through its own page tables, as {@code /proc/PID/cmdline} does: a program may
 * have written a title over its arguments that runs on into the environment ({@code setproctitle}).
 * At most the first 64 KiB of arguments and of the environment. Source: {@code get_mm_cmdline} and
 * {@code get_mm_proctitle} in {@code fs/proc/base.c}, since 5.3.
 */
final class ArgvReader {
  private static final int MAX_BYTES = 1 << 16;
  private static final Argv NONE = Argv.of(List.of());

  private final KernelImage image;

  ArgvReader(KernelImage image) {
    this.image = image;
  }

  /** The arguments, or the title that the program wrote over them. */
  Argv read(KernelStruct task, int pid) throws IOException {
    Optional<KernelStruct> mm = task.follow("mm");
    if (mm.isEmpty()) {
      return new Argv(List.of(), Optional.of("it has given up its memory"));
    }
    // Set last by the loader of a program; nothing is there before.
    if (mm.get().pointer("env_end") == 0) {
      return NONE;
    }
    PagedMemory memory = memoryOf(mm.get(), pid);
    long start = mm.get().pointer("arg_start");
    long end = mm.get().pointer("arg_end");
    return isWrittenOver(memory, start, end)
        ? title(memory, start).argv()
        : bytes(memory, start, end).argv();
  }

  /**
   * The environment that the program was started with; it may have written over it. What a title
   * covers is left out.
   */
  Argv readEnvironment(KernelStruct task, int pid) throws IOException {
    Optional<KernelStruct> mm = task.follow("mm");
    if (mm.isEmpty() || mm.get().pointer("env_end") == 0) {
      return NONE;
    }
    PagedMemory memory = memoryOf(mm.get(), pid);
    long start = mm.get().pointer("env_start");
    long end = mm.get().pointer("env_end");
    long arguments = mm.get().pointer("arg_start");
    if (start != mm.get().pointer("arg_end") || !isWrittenOver(memory, arguments, start)) {
      return bytes(memory, start, end).argv();
    }
    Text title = title(memory, arguments);
    return title.problem().isPresent()
        ? new Argv(List.of(), title.problem().map(why -> "a title lies over it: " + why))
        : bytes(memory, Math.max(start, arguments + title.length() + 1), end)
            .withoutLeadingZeros()
            .argv();
  }

  private PagedMemory memoryOf(KernelStruct mm, int pid) throws IOException {
    return image.paging().user(mm.pointer("pgd"), "virtual of process " + pid);
  }

  /** Whether the last byte of the arguments is none of the zeros that end each of them. */
  private static boolean isWrittenOver(PagedMemory memory, long start, long end)
      throws IOException {
    try {
      return start < end && memory.readU8(end - 1) != 0;
    } catch (MemoryFault missing) {
      // The arguments break off there then, which is told.
      return false;
    }
  }

  /** Up to the first zero, at most a page, as the kernel shows it. */
  private static Text title(PagedMemory memory, long start) throws IOException {
    Text page = read(memory, start, Page.SIZE);
    int end = 0;
    while (end < page.length() && page.bytes()[end] != 0) {
      end++;
    }
    Optional<String> problem =
        end < page.length()
            ? Optional.empty()
            : page.problem().or(() -> Optional.of("only the first %d bytes".formatted(Page.SIZE)));
    return new Text(Arrays.copyOf(page.bytes(), end), problem);
  }

  private static Text bytes(PagedMemory memory, long start, long end) throws IOException {
    long length = Math.max(0, end - start);
    Text text = read(memory, start, (int) Math.min(length, MAX_BYTES));
    return length <= MAX_BYTES || text.problem().isPresent()
        ? text
        : new Text(
            text.bytes(),
            Optional.of("only the first %d of %d bytes".formatted(MAX_BYTES, length)));
  }

  /** What is there up to the first byte that is not. */
  private static Text read(PagedMemory memory, long start, int length) throws IOException {
    byte[] bytes = new byte[length];
    int read = 0;
    while (read < length) {
      int chunk = Math.min(Page.SIZE - (int) (start + read & Page.SIZE - 1), length - read);
      try {
        memory.read(start + read, bytes, read, chunk);
      } catch (MemoryFault fault) {
        return new Text(Arrays.copyOf(bytes, read), Optional.of(fault.getMessage()));
      }
      read += chunk;
    }
    return new Text(bytes, Optional.empty());
  }

  /** Texts with a zero behind each, as far as they were read. */
  private record Text(byte[] bytes, Optional<String> problem) {
    int length() {
      return bytes.length;
    }

    /** Without the zeros that a title was padded with. */
    Text withoutLeadingZeros() {
      int from = 0;
      while (from < bytes.length && bytes[from] == 0) {
        from++;
      }
      return new Text(Arrays.copyOfRange(bytes, from, bytes.length), problem);
    }

    Argv argv() {
      List<String> texts = new ArrayList<>();
      int from = 0;
      for (int at = 0; at <= bytes.length; at++) {
        boolean atEnd = at == bytes.length;
        if (atEnd ? at > from : bytes[at] == 0) {
          texts.add(new String(bytes, from, at - from, StandardCharsets.UTF_8));
          from = at + 1;
        }
      }
      return new Argv(texts, problem);
    }
  }
}
