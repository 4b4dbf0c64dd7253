package org.kexshot.kexec.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The command line that B is booted with. */
public final class CommandLine {
  /** What of A's own command line says how this machine is to be driven, and so goes for B too. */
  private static final List<String> TAKEN_OVER =
      List.of(
          "console=",
          "earlyprintk=",
          "pci=",
          "acpi=",
          "noapic",
          "nolapic",
          "irqpoll",
          "tsc=",
          "clocksource=",
          "iommu=",
          "intel_iommu=",
          "amd_iommu=",
          "nomodeset",
          "no_timer_check");

  private CommandLine() {}

  /**
   * @param running A's command line
   * @param elfCoreHeader physical address of the ELF core header
   * @param leave physical address of purgatory's {@code leave}, for process 1
   * @param parameterPage physical address of its parameter page, for process 1
   * @param pagingLevels of A's page tables, which B's must have too
   */
  public static String of(
      String running, long elfCoreHeader, long leave, long parameterPage, int pagingLevels) {
    List<String> words = confined(running, pagingLevels);
    words.add("quiet");
    words.add("rootfstype=ramfs"); // a tmpfs holds only half of the memory
    words.add("nowatchdog"); // may take a dump, or a boot on a busy host, for a lockup, and panic
    words.add("panic=10"); // A is lost then, and a machine that starts again is better than none
    words.add("elfcorehdr=0x%x".formatted(elfCoreHeader));
    words.add("KEXSHOT_LEAVE=0x%x".formatted(leave));
    words.add("KEXSHOT_PARAMETERS=0x%x".formatted(parameterPage));
    return String.join(" ", words);
  }

  /**
   * Of a peer.
   *
   * @param running A's command line
   * @param pagingLevels of A's page tables, which the peer's must have too
   * @param own the loader's words, by which the peer finds the way back
   * @param append the user's words, last, so that they prevail
   */
  public static String ofPeer(
      String running, int pagingLevels, Map<String, String> own, String append) {
    List<String> words = confined(running, pagingLevels);
    words.add("nowatchdog"); // the peer's time stands still while A runs
    words.add("panic=10"); // A is lost then, and a machine that starts again is better than none
    own.forEach((name, value) -> words.add(name + "=" + value));
    words.add(append);
    return String.join(" ", words).strip();
  }

  /** What any kernel needs that runs beside A. */
  private static List<String> confined(String running, int pagingLevels) {
    List<String> words = new ArrayList<>();
    for (String word : running.split("\\s+")) {
      if (TAKEN_OVER.stream()
          .anyMatch(w -> w.endsWith("=") ? word.startsWith(w) : word.equals(w))) {
        words.add(word);
      }
    }
    words.add("nokaslr"); // B stays where its range is
    words.add("nr_cpus=1"); // the other processors stand halted in A's kernel
    if (pagingLevels == 4) {
      words.add("no5lvl"); // a jump cannot change CR4.LA57
    }
    return words;
  }
}
