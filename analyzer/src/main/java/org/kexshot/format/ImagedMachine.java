package org.kexshot.format;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.kexshot.address.Architecture;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * Of which machine an image is, by what its headers and its kernel's VMCOREINFO say. Machines whose
 * memory cannot be read here are called by their names. Sources: {@code e_machine} of {@code
 * include/uapi/linux/elf-em.h}; {@code arch_crash_save_vmcoreinfo} of each architecture.
 */
public final class ImagedMachine {
  private static final Set<String> X86_32 = Set.of("i386", "i486", "i586", "i686");

  private ImagedMachine() {}

  /**
   * The architecture of an image whose header names the machine as {@code uname -m} does.
   *
   * <p>What VMCOREINFO says counts before that, since QEMU writes what it emulates and not what the
   * guest runs.
   *
   * @param resource the file
   * @param offset of the name in it
   * @param machine what the header says; may be empty
   * @throws DumpFormatException if the machine is none whose memory can be read
   */
  public static Architecture require(
      String resource, long offset, String machine, Optional<Vmcoreinfo> vmcoreinfo)
      throws DumpFormatException {
    boolean narrow = X86_32.contains(machine);
    boolean wide = machine.equals(Architecture.X86_64.machine());
    Optional<String> foreign =
        machine.isEmpty() || narrow || wide
            ? vmcoreinfo.flatMap(ImagedMachine::foreign)
            : Optional.of(machine);
    if (foreign.isPresent()) {
      throw new DumpFormatException(resource, offset, unsupported(foreign.get()));
    }
    return vmcoreinfo
        .flatMap(ImagedMachine::of)
        .orElse(narrow ? Architecture.I386 : Architecture.X86_64);
  }

  /** Says what machine an image is of that cannot be read. */
  public static String unsupported(String machine) {
    return "an image of a machine of type %s; i386 or x86_64 expected".formatted(machine);
  }

  /** The architecture that VMCOREINFO tells; empty if it tells none, or one that is not read. */
  public static Optional<Architecture> of(Vmcoreinfo vmcoreinfo) {
    if (foreign(vmcoreinfo).isPresent()) {
      return Optional.empty();
    }
    boolean wide = vmcoreinfo.constant("phys_base").isPresent();
    boolean narrow = vmcoreinfo.config("X86_PAE");
    for (String key : vmcoreinfo.values().keySet()) {
      if (key.startsWith("SYMBOL(")) {
        OptionalLong address = vmcoreinfo.symbol(key.substring(7, key.length() - 1));
        wide |= address.isPresent() && address.getAsLong() >>> 32 != 0;
        narrow |= address.isPresent();
      }
    }
    if (wide) {
      return Optional.of(Architecture.X86_64);
    }
    return narrow ? Optional.of(Architecture.I386) : Optional.empty();
  }

  /** The machine, where only kernels of another architecture export what is there. */
  private static Optional<String> foreign(Vmcoreinfo vmcoreinfo) {
    if (vmcoreinfo.values().containsKey("NUMBER(kimage_voffset)")) {
      return Optional.of("aarch64");
    }
    if (vmcoreinfo.values().containsKey("NUMBER(phys_ram_base)")) {
      return Optional.of("riscv64");
    }
    return vmcoreinfo.symbol("lowcore_ptr").isPresent() ? Optional.of("s390x") : Optional.empty();
  }

  /** What {@code uname -m} calls a machine that an ELF header names by number. */
  public static String ofElf(int machine) {
    return switch (machine) {
      case 3 -> "i386";
      case 8 -> "mips";
      case 15 -> "parisc";
      case 20 -> "ppc";
      case 21 -> "ppc64";
      case 22 -> "s390x";
      case 40 -> "arm";
      case 43 -> "sparc64";
      case 50 -> "ia64";
      case 62 -> "x86_64";
      case 183 -> "aarch64";
      case 243 -> "riscv";
      case 258 -> "loongarch";
      default -> "ELF number " + machine;
    };
  }
}
