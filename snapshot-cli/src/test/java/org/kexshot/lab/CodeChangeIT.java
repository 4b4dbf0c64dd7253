package org.kexshot.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.text.PatchedSites;
import org.kexshot.diff.text.TextComparison;
import org.kexshot.diff.text.TextDifference;
import org.kexshot.format.Dump;
import org.kexshot.format.open.DumpFiles;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.integrity.Integrity;
import org.kexshot.kernel.text.PatchCause;
import org.kexshot.qemu.Qmp;

/**
 * Debian's own kernel, which patches its code while it runs: each place that changes is put down to
 * what changed it, and none is an alarm, whether tracing begins or ends.
 */
class CodeChangeIT {
  private static final Path RUN = Path.of("target/lab/code-change");

  /** A probe lies behind a function's entry, where the tracer has no part in it. */
  private static final String TRACE =
      """
      mount -t tracefs none /sys/kernel/tracing
      cd /sys/kernel/tracing
      for offset in 9 10 11 12 13 14 15 16 17 18 19 20; do
        if echo "p:inside vfs_statfs+$offset" 2>/dev/null >kprobe_events; then break; fi
      done
      echo 'p:at_entry vfs_read' >>kprobe_events
      echo 1 >events/kprobes/inside/enable
      echo 1 >events/kprobes/at_entry/enable
      echo 'vfs_*' >set_ftrace_filter
      echo function >current_tracer
      echo 1 >/proc/sys/kernel/sched_schedstats
      sleep 2
      cat kprobe_events /sys/kernel/debug/kprobes/list 2>/dev/null
      """;

  private static final String END =
      """
      cd /sys/kernel/tracing
      echo nop >current_tracer
      echo 0 >events/kprobes/enable
      echo >kprobe_events
      echo 0 >/proc/sys/kernel/sched_schedstats
      sleep 2
      """;

  private static final PatchCause[] OF_TRACING = {
    PatchCause.STATIC_KEY, PatchCause.STATIC_CALL, PatchCause.TRACER, PatchCause.PROBE
  };

  private static final Map<String, Dump> DUMPS = new HashMap<>();
  private static final Map<String, KernelImage> KERNELS = new HashMap<>();

  @BeforeAll
  static void trace() throws IOException {
    Lab lab = Lab.stock(Lab.findProject(), GuestArchitecture.X86_64);
    try (Guest guest =
        Guest.start(lab, GuestSettings.in(RUN).withMemoryMiB(512).withProcessors(1))) {
      dump(guest, "first");
      dump(guest, "idle");
      assertThat(guest.shell().run(TRACE)).contains("inside", "at_entry");
      dump(guest, "traced");
      guest.shell().run(END);
      dump(guest, "ended");
    }
  }

  private static void dump(Guest guest, String name) throws IOException {
    Path file = RUN.resolve(name + ".elf");
    Files.deleteIfExists(file);
    guest.qmp().dumpGuestMemory(file, Qmp.DumpFormat.ELF);
    Dump dump = DumpFiles.open(file);
    DUMPS.put(name, dump);
    KERNELS.put(name, KernelImage.open(dump));
  }

  @AfterAll
  static void deleteImages() throws IOException {
    for (Map.Entry<String, Dump> dump : DUMPS.entrySet()) {
      dump.getValue().close();
      Files.delete(RUN.resolve(dump.getKey() + ".elf"));
    }
  }

  private static Map<PatchCause, Long> causes(String before, String after) throws IOException {
    TextDifference difference =
        TextComparison.between(KERNELS.get(before), KERNELS.get(after), frame -> false);
    assertThat(difference.notCompared()).isEmpty();
    assertThat(difference.unknown()).isEmpty();
    assertThat(difference.alarms()).isEmpty();
    assertThat(difference.undecided()).isEmpty();
    assertThat(difference.comparedBytes()).isGreaterThan(8 << 20);
    Map<PatchCause, Long> causes = new HashMap<>();
    for (PatchedSites sites : difference.patched()) {
      causes.put(sites.cause(), sites.count());
    }
    return causes;
  }

  @Test
  void anIdleKernelPatchesNothing() throws IOException {
    assertThat(causes("first", "idle")).isEmpty();
  }

  @Test
  void whatTracingPatchesIsPutDownToIt() throws IOException {
    Map<PatchCause, Long> causes = causes("idle", "traced");
    assertThat(causes).containsOnlyKeys(OF_TRACING);
    // One in the function, one at another's entry.
    assertThat(causes).containsEntry(PatchCause.PROBE, 2L);
    assertThat(causes.get(PatchCause.TRACER)).isGreaterThan(10);
  }

  @Test
  void whatItsEndPutsBackIsPutDownToItToo() throws IOException {
    assertThat(causes("traced", "ended")).containsOnlyKeys(OF_TRACING);
  }

  @Test
  void noImageAloneIsAccused() throws IOException {
    for (KernelImage kernel : KERNELS.values()) {
      assertThat(Integrity.check(kernel, Optional.empty()).items()).isEmpty();
    }
  }
}
