package org.kexshot.kernel.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.memory.MemoryFault;
import org.kexshot.paging.PagedMemory;

/**
 * Reads a process's command line and environment from its own memory, {@code mm->arg_start} to
 * {@code env_end}, through its own page tables. At most the first 64 KiB.
 */
final class ArgvReader {
  private static final int MAX_BYTES = 1 << 16;

  private final KernelImage image;

  ArgvReader(KernelImage image) {
    this.image = image;
  }

  Argv read(KernelStruct task, int pid) throws IOException {
    return read(task, pid, "arg_start", "arg_end");
  }

  /** The environment that the program was started with; it may have written over it. */
  Argv readEnvironment(KernelStruct task, int pid) throws IOException {
    return read(task, pid, "env_start", "env_end");
  }

  private Argv read(KernelStruct task, int pid, String from, String to) throws IOException {
    Optional<KernelStruct> mm = task.follow("mm");
    if (mm.isEmpty()) {
      return new Argv(List.of(), Optional.of("it has given up its memory"));
    }
    long start = mm.get().pointer(from);
    long length = mm.get().pointer(to) - start;
    if (length <= 0) {
      return Argv.of(List.of());
    }
    byte[] bytes = new byte[(int) Math.min(length, MAX_BYTES)];
    PagedMemory memory = image.paging().user(mm.get().pointer("pgd"), "virtual of process " + pid);
    int read = 0;
    Optional<String> problem =
        length > MAX_BYTES
            ? Optional.of("only the first %d of %d bytes".formatted(MAX_BYTES, length))
            : Optional.empty();
    while (read < bytes.length) {
      int chunk = Math.min(4096 - (int) (start + read & 4095), bytes.length - read);
      try {
        memory.read(start + read, bytes, read, chunk);
      } catch (MemoryFault fault) {
        problem = Optional.of(fault.getMessage());
        break;
      }
      read += chunk;
    }
    return new Argv(split(bytes, read), problem);
  }

  private static List<String> split(byte[] bytes, int length) {
    List<String> arguments = new ArrayList<>();
    int from = 0;
    for (int at = 0; at <= length; at++) {
      boolean atEnd = at == length;
      if (atEnd ? at > from : bytes[at] == 0) {
        arguments.add(new String(bytes, from, at - from, StandardCharsets.UTF_8));
        from = at + 1;
      }
    }
    return arguments;
  }
}
