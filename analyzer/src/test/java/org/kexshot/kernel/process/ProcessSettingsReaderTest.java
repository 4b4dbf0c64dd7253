package org.kexshot.kernel.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;

class ProcessSettingsReaderTest {
  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private long task;

  private void layOut(String... more) throws IOException {
    kernel
        .define("cpumask", "bits: unsigned int[2]")
        .define("signal_struct", "oom_score_adj: int")
        .define("task_struct", more);
    task = kernel.allocateOnOwnPage("task_struct");
    long count = kernel.allocate(4);
    kernel.number(count, 40, 4);
    kernel.symbol("nr_cpu_ids", count);
  }

  private void layOutAll() throws IOException {
    layOut(
        "policy: unsigned int",
        "static_prio: int",
        "rt_priority: unsigned int",
        "cpus_mask: cpumask",
        "jobctl: unsigned int",
        "signal: *signal_struct");
    kernel.set(task, "task_struct", "static_prio", 113);
  }

  private ProcessSettings read(TaskState state, boolean kernelThread) throws IOException {
    KernelImage image = kernel.open();
    return new ProcessSettingsReader(image)
        .read(
            image.struct("task_struct", task),
            state,
            kernelThread,
            new PartialItem(problems, "process 7"));
  }

  @Test
  void readsEachSetting() throws IOException {
    layOutAll();
    long signal = kernel.allocate("signal_struct");
    kernel.set(task, "task_struct", "signal", signal);
    kernel.set(signal, "signal_struct", "oom_score_adj", -1000);
    kernel.set(task, "task_struct", "policy", 1);
    kernel.set(task, "task_struct", "rt_priority", 50);

    ProcessSettings settings = read(TaskState.SLEEPING, false);
    assertThat(problems.list()).isEmpty();
    assertThat(settings.policy()).contains("fifo");
    assertThat(settings.nice()).contains(-7L);
    assertThat(settings.realtimePriority()).contains(50L);
    assertThat(settings.oomScoreAdjust()).contains(-1000L);
    assertThat(settings.stopped()).contains(false);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0, ''",
    "1, 0, 0",
    "0xd, 0x2, '0,2-3,33'",
    "0xffffffff, 0xffffffff, 0-39",
    "0x80000000, 0x81, '31-32,39'"
  })
  void processorsAreListedInRanges(long low, long high, String expected) throws IOException {
    layOutAll();
    long mask = task + kernel.offset("task_struct", "cpus_mask");
    kernel.number(mask, low, 4);
    kernel.number(mask + 4, high, 4);

    assertThat(read(TaskState.SLEEPING, false).processors()).contains(expected);
    assertThat(read(TaskState.SLEEPING, true).processors()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "SLEEPING, 0, false",
    "STOPPED, 0, true",
    "TRACED, 0, true",
    "FROZEN, 0x20000, false",
    "FROZEN, 0x4000000, true",
    "FROZEN, 0x8000000, true"
  })
  void aTaskThatTheFreezerHoldsIsStoppedIfItWas(TaskState state, long bits, boolean stopped)
      throws IOException {
    layOutAll();
    kernel.set(task, "task_struct", "jobctl", bits);

    assertThat(read(state, false).stopped()).contains(stopped);
  }

  @Test
  void whatAKernelDoesNotHaveIsUnknown() throws IOException {
    layOut("pid: int");

    assertThat(read(TaskState.FROZEN, false)).isEqualTo(ProcessSettings.UNKNOWN);
    assertThat(problems.list()).isEmpty();
  }
}
