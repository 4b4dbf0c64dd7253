package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.fs.Paths;

/**
 * Names memory areas of processes as {@code /proc/PID/maps} does. Source: {@code
 * fs/proc/task_mmu.c}.
 */
public final class AreaNames {
  /** {@code ANON_VMA_NAME_MAX_LEN}. */
  private static final int MAX_NAME = 80;

  private final KernelImage image;
  private final Paths paths;
  private final long specialOperations;

  public AreaNames(KernelImage image) throws IOException {
    this.image = image;
    this.paths = new Paths(image);
    this.specialOperations = image.symbols().findData("special_mapping_vmops").orElse(0);
  }

  /**
   * The name of an area: a path, {@code [heap]}, {@code [stack]} and so on; empty if it has none.
   *
   * @param mm of its process
   * @param vma the area
   */
  public String of(KernelStruct mm, KernelStruct vma) throws IOException {
    Optional<KernelStruct> file = vma.follow("vm_file");
    return file.isPresent() ? fileName(vma, file.get()) : anonymousName(mm, vma);
  }

  private String fileName(KernelStruct vma, KernelStruct file) throws IOException {
    Optional<String> given = isOwnMember(vma) ? givenName(vma) : Optional.empty();
    return given.isPresent()
        ? "[anon_shmem:%s]".formatted(given.get())
        : paths.of(file.embedded("f_path"));
  }

  /**
   * Whether areas of files can have a name too. Since 6.2, commit d09e8ca6cb93; before, the pointer
   * shared its place with what such areas need.
   */
  private static boolean isOwnMember(KernelStruct vma) throws IOException {
    return vma.has("anon_name")
        && vma.member("anon_name").offset() != vma.member("shared").offset();
  }

  /** The name that the process gave, {@code prctl(PR_SET_VMA)}. Since 5.17, 9a10064f5625. */
  private static Optional<String> givenName(KernelStruct vma) throws IOException {
    Optional<KernelStruct> name = vma.has("anon_name") ? vma.follow("anon_name") : Optional.empty();
    return name.isPresent()
        ? Optional.of(vma.memory().readString(name.get().addressOf("name"), MAX_NAME))
        : Optional.empty();
  }

  private String anonymousName(KernelStruct mm, KernelStruct vma) throws IOException {
    if (specialOperations != 0 && vma.pointer("vm_ops") == specialOperations) {
      return image.struct("vm_special_mapping", vma.pointer("vm_private_data")).text("name");
    }
    long start = vma.pointer("vm_start");
    long end = vma.pointer("vm_end");
    if (Long.compareUnsigned(start, mm.pointer("brk")) <= 0
        && Long.compareUnsigned(end, mm.pointer("start_brk")) >= 0) {
      return "[heap]";
    }
    return Long.compareUnsigned(mm.pointer("start_stack") - start, end - start) < 0
        ? "[stack]"
        : givenName(vma).map("[anon:%s]"::formatted).orElse("");
  }
}
