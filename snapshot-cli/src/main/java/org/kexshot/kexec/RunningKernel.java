package org.kexshot.kexec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.kexshot.address.Architecture;
import org.kexshot.kexec.boot.BzImage;
import org.kexshot.linux.IoMemory;
import org.kexshot.linux.KernelSymbols;
import org.kexshot.linux.kcore.KernelCore;
import org.kexshot.vmcoreinfo.Vmcoreinfo;

/**
 * What the loader must know of the kernel it runs on.
 *
 * @param architecture whose it is
 * @param memory its physical address map
 * @param symbols {@code _text}, {@code saved_context}, {@code kexec_image}, and those of {@link
 *     ControlPage}
 * @param place how its virtual addresses become physical ones
 * @param vmcoreinfo the descriptor of its VMCOREINFO note
 * @param gigabytePages whether the processor has pages of 1 GiB
 * @param bootParameters the boot_params that it was booted with; empty if it does not show them
 * @param commandLine its command line
 * @param release {@code uname -r}
 * @param version {@code uname -v}, which tells one build of a release from another
 */
public record RunningKernel(
    Architecture architecture,
    IoMemory memory,
    KernelSymbols symbols,
    KernelPlace place,
    byte[] vmcoreinfo,
    boolean gigabytePages,
    byte[] bootParameters,
    String commandLine,
    String release,
    String version) {
  static final String SAVED_CONTEXT = "saved_context";
  public static final String KEXEC_IMAGE = "kexec_image";

  public static RunningKernel read() throws IOException {
    IoMemory memory = IoMemory.read();
    Set<String> wanted = new HashSet<>(ControlPage.SYMBOLS);
    wanted.addAll(List.of(KernelPlace.TEXT, SAVED_CONTEXT, KEXEC_IMAGE));
    KernelSymbols symbols = KernelSymbols.find(wanted);
    Architecture architecture;
    byte[] vmcoreinfo;
    try (KernelCore core = KernelCore.open()) {
      architecture = core.architecture();
      vmcoreinfo =
          core.note("VMCOREINFO")
              .orElseThrow(
                  () ->
                      new IOException(
                          "/proc/kcore has no VMCOREINFO note: CONFIG_CRASH_CORE is needed"));
    }
    return new RunningKernel(
        architecture,
        memory,
        symbols,
        KernelPlace.of(memory, symbols),
        vmcoreinfo,
        Files.readString(Path.of("/proc/cpuinfo")).contains(" pdpe1gb"),
        readIfThere(Path.of("/sys/kernel/boot_params/data")),
        Files.readString(Path.of("/proc/cmdline")).strip(),
        Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip(),
        Files.readString(Path.of("/proc/sys/kernel/version")).strip());
  }

  /** Whether the running kernel was built together with that file. */
  public boolean isBuildOf(BzImage image) {
    return image.release().equals(release) && image.version().endsWith(version);
  }

  /** Levels of its page tables while it jumps: 0 on i386, which jumps with paging off. */
  public int pagingLevels() {
    if (architecture == Architecture.I386) {
      return 0;
    }
    return Vmcoreinfo.parse(vmcoreinfo).constant("pgtable_l5_enabled").orElse(0) == 1 ? 5 : 4;
  }

  /** Whether the processor encrypts its memory (AMD SME or SEV). */
  public boolean isEncrypted() {
    return Vmcoreinfo.parse(vmcoreinfo).constant("sme_mask").orElse(0) != 0;
  }

  /** Physical address of {@code saved_context}, into which the processor's state is saved. */
  public long savedContext() throws IOException {
    return place.physical(
        symbols
            .address(SAVED_CONTEXT)
            .orElseThrow(
                () ->
                    new IOException(
                        "/proc/kallsyms has no saved_context: CONFIG_KALLSYMS_ALL is needed")));
  }

  private static byte[] readIfThere(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return new byte[0];
    }
  }
}
