package org.kexshot.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kexshot.diff.text.PatchedSites;
import org.kexshot.diff.text.TextComparison;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.integrity.Finding;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.text.PatchCause;
import org.kexshot.kind.Listing;
import org.kexshot.qemu.Qmp;

/**
 * Whether the kernel's own code keeps silent in pairs of images of one boot between which nothing
 * was done but that tracing was switched on or off: Debian's kernel, images by QEMU, each compared
 * with the one before. Ends with 1 if anything is called an alarm, or cannot be judged; {@code
 * docs/benchmarks/null-pairs.sh} runs it.
 *
 * <pre>
 *   NullPairs PAIRS
 * </pre>
 */
public final class NullPairs {
  /** What is traced, by turns; each is switched off again before the next one begins. */
  private static final List<String> TRACINGS =
      List.of(
          "echo 'vfs_*' >set_ftrace_filter; echo function >current_tracer",
          """
          echo 'p:first vfs_read' >kprobe_events
          echo 'p:second vfs_statfs+9' >>kprobe_events || echo 'p:second vfs_statfs+11' >>kprobe_events
          echo 'r:third do_sys_openat2' >>kprobe_events
          echo 1 >events/kprobes/enable
          """,
          "echo 'tcp_*' >set_ftrace_filter; echo function_graph >current_tracer",
          "echo 1 >events/sched/enable; echo 1 >/proc/sys/kernel/sched_schedstats",
          """
          echo 'p:both vfs_open' >kprobe_events
          echo 1 >events/kprobes/enable
          echo 'vfs_open ksys_*' >set_ftrace_filter
          echo function >current_tracer
          """,
          "echo >set_ftrace_filter; echo function >current_tracer");

  private static final String OFF =
      """
      echo nop >current_tracer
      echo 0 >events/enable
      echo >kprobe_events
      echo >set_ftrace_filter
      echo 0 >/proc/sys/kernel/sched_schedstats
      """;

  private final Guest guest;
  private final Path directory;
  private final Map<PatchCause, Long> patched = new EnumMap<>(PatchCause.class);
  private Path last;
  private int wrong;

  private NullPairs(Guest guest, Path directory) {
    this.guest = guest;
    this.directory = directory;
  }

  public static void main(String[] arguments) throws IOException {
    int pairs = Integer.parseInt(arguments[0]);
    Path directory = Files.createTempDirectory("kexshot-null-pairs");
    Lab lab = Lab.stock(Lab.findProject(), GuestArchitecture.X86_64);
    try (Guest guest =
        Guest.start(lab, GuestSettings.in(directory).withMemoryMiB(256).withProcessors(1))) {
      System.exit(new NullPairs(guest, directory).run(pairs));
    }
  }

  private int run(int pairs) throws IOException {
    guest.shell().run("mount -t tracefs none /sys/kernel/tracing");
    last = dump(0);
    for (int i = 1; i <= pairs; i++) {
      boolean on = i % 2 != 0;
      trace(on ? TRACINGS.get(i / 2 % TRACINGS.size()) : OFF);
      Path next = dump(i);
      try {
        compare(i, next);
      } finally {
        Files.delete(last);
        last = next;
      }
    }
    Files.delete(last);
    System.out.printf(
        "%d pairs, tracing switched on or off in each: %d wrong; places patched: %s%n",
        pairs, wrong, patched);
    return wrong == 0 ? 0 : 1;
  }

  /** Probes that can be jumps become them a moment later. */
  private void trace(String commands) throws IOException {
    guest.shell().run("cd /sys/kernel/tracing\n" + commands + "\nsleep 2");
  }

  private Path dump(int number) throws IOException {
    Path file = directory.resolve(number + ".elf");
    guest.qmp().dumpGuestMemory(file, Qmp.DumpFormat.ELF);
    return file;
  }

  private void compare(int pair, Path next) throws IOException {
    try (Dump before = DumpFiles.open(last);
        Dump after = DumpFiles.open(next)) {
      KernelImage second = KernelImage.open(after);
      TextDifference text =
          TextComparison.between(KernelImage.open(before), second, frame -> false);
      Listing<Finding> integrity = Integrity.check(second, Optional.empty());
      text.notCompared().ifPresent(reason -> say(pair, reason));
      text.alarms().forEach(alarm -> say(pair, alarm));
      text.undecided().forEach(change -> say(pair, change));
      text.unknown().forEach(problem -> say(pair, problem));
      integrity.items().forEach(finding -> say(pair, finding));
      integrity.problems().forEach(problem -> say(pair, problem));
      for (PatchedSites sites : text.patched()) {
        patched.merge(sites.cause(), sites.count(), Long::sum);
      }
      if (text.patched().isEmpty()) {
        say(pair, "nothing was patched, so that the pair says nothing");
      }
    }
  }

  private void say(int pair, Object what) {
    wrong++;
    System.out.printf("pair %d: %s%n", pair, what);
  }
}
