package org.kexshot.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kind.Listing;

/** One wheel of four buckets, and one clock. */
class TimerListTest {
  private static final long FUNCTION = FakeKernel.PAGE_OFFSET + 0x20_0000;

  private final FakeKernel kernel = new FakeKernel();
  private long wheel;
  private long clocks;

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("timer_base", "clk: unsigned int", "vectors: unsigned int[4]")
        .define(
            "timer_list", "next: *char", "pprev: *char", "expires: unsigned int", "function: *char")
        .define("rb_node", "color: unsigned int", "rb_right: *rb_node", "rb_left: *rb_node")
        .define("timerqueue_node", "node: rb_node", "expires: long long")
        .define("hrtimer", "node: timerqueue_node", "function: *char")
        .define("hrtimer_clock_base", "active: *rb_node", "offset: long long")
        .define("hrtimer_cpu_base", "clock_base: hrtimer_clock_base[2]");
    wheel = kernel.allocate("timer_base");
    kernel.symbol("timer_bases", wheel);
    kernel.symbol("behind_timer_bases", wheel + 20);
    clocks = kernel.allocate("hrtimer_cpu_base");
    kernel.symbol("hrtimer_bases", clocks);
    long jiffies = kernel.allocate(8);
    kernel.number(jiffies, 0xffff_fff0L, 4);
    kernel.symbol("jiffies_64", jiffies);
    kernel.symbol("expired", FUNCTION).symbol("behind_expired", FUNCTION + 64);
  }

  private long timer(long expires) throws IOException {
    long timer = kernel.allocateOnOwnPage("timer_list");
    kernel.set(timer, "timer_list", "expires", expires);
    kernel.set(timer, "timer_list", "function", FUNCTION);
    return timer;
  }

  private void bucket(int index, long timer) throws IOException {
    kernel.number(wheel + kernel.offset("timer_base", "vectors") + 4L * index, timer, 4);
  }

  @Test
  void readsWheelsInOrderOfTimeAcrossTheEndOfTheCount() throws Exception {
    bucket(0, timer(5));
    bucket(3, timer(0xffff_fff8L));
    long high = kernel.allocate("hrtimer");
    kernel.set(high, "hrtimer", "node.expires", 1_000_000_000_000L);
    kernel.set(high, "hrtimer", "function", FUNCTION + 4);
    kernel.number(clocks + 12, high, 4);
    Listing<KernelTimer> timers = TimerList.read(kernel.open());
    assertThat(timers.problems()).isEmpty();
    assertThat(timers.items())
        .extracting(timer -> timer.clock() + " " + timer.remaining() + " " + timer.function())
        .containsExactly(
            "jiffies Optional[8] expired",
            "jiffies Optional[21] expired",
            "realtime Optional.empty expired+0x4");
    assertThat(timers.items().get(2).expires()).isEqualTo(1_000_000_000_000L);
  }

  /** A timer of a clock that is 5,000 ns ahead of the monotonic one. */
  private long high(String struct, long expires, long function) throws IOException {
    long timer = kernel.allocate(struct);
    kernel.set(timer, "hrtimer", "node.expires", expires);
    kernel.set(timer, "hrtimer", "function", function);
    kernel.set(clocks + 12, "hrtimer_clock_base", "offset", 5_000);
    kernel.number(clocks + 12, timer, 4);
    return timer;
  }

  private void clock(int shift) throws IOException {
    kernel
        .define(
            "tk_read_base",
            "clock: *char",
            "mult: unsigned int",
            "shift: unsigned int",
            "xtime_nsec: long long",
            "base: long long")
        .define("seqcount_raw_spinlock", "sequence: unsigned int")
        .define("timekeeper", "tkr_mono: tk_read_base");
    long core = kernel.allocate(64);
    kernel.set(core + 4, "timekeeper", "tkr_mono.mult", 1);
    kernel.set(core + 4, "timekeeper", "tkr_mono.shift", shift);
    kernel.set(core + 4, "timekeeper", "tkr_mono.xtime_nsec", 300L << 8);
    kernel.set(core + 4, "timekeeper", "tkr_mono.base", 1_000_000);
    kernel.symbol("tk_core", core);
  }

  @Fault("High-resolution timers have 0 remaining")
  @Test
  void whatRemainsOfAHighResolutionTimerIsToldByTheKernelsClock() throws Exception {
    clock(8);
    high("hrtimer", 1_007_300, FUNCTION);
    assertThat(TimerList.read(kernel.open()).items().get(0).remaining()).contains(2_000L);
  }

  @Test
  void aClockThatCannotBeOneIsToldAndNothingRemains() throws Exception {
    clock(77);
    high("hrtimer", 1_007_300, FUNCTION);
    Listing<KernelTimer> timers = TimerList.read(kernel.open());
    assertThat(timers.items().get(0).remaining()).isEmpty();
    assertThat(timers.problems()).singleElement().asString().contains("shifts by 77");
  }

  @Fault("Timers name no process")
  @Test
  void aTimerNamesTheProcessThatItWasSetFor() throws Exception {
    kernel
        .define("task_struct", "tgid: int")
        .define("hrtimer_sleeper", "timer: hrtimer", "task: *task_struct")
        .enumerate("pid_type", "PIDTYPE_PID", "PIDTYPE_TGID")
        .define("upid", "nr: int")
        .define("pid", "level: int", "numbers: upid[1]")
        .pointerTo("pid", "pointer")
        .define("signal_struct", "pids: pointer[2]", "real_timer: hrtimer")
        .function("hrtimer_wakeup", FUNCTION + 0x100)
        .function("it_real_fn", FUNCTION + 0x200);
    long task = kernel.allocate("task_struct");
    kernel.set(task, "task_struct", "tgid", 17);
    long sleeper = high("hrtimer_sleeper", 1, FUNCTION + 0x100);
    kernel.set(sleeper, "hrtimer_sleeper", "task", task);
    assertThat(TimerList.read(kernel.open()).items().get(0).process()).contains(17);

    long signal = kernel.allocate("signal_struct");
    long pid = kernel.allocate("pid");
    kernel.number(pid + kernel.offset("pid", "numbers"), 23, 4);
    kernel.number(signal + kernel.offset("signal_struct", "pids") + 4, pid, 4);
    long interval = signal + kernel.offset("signal_struct", "real_timer");
    kernel.set(interval, "hrtimer", "function", FUNCTION + 0x200);
    kernel.number(clocks + 12, interval, 4);
    assertThat(TimerList.read(kernel.open()).items().get(0).process()).contains(23);
    kernel.set(interval, "hrtimer", "function", FUNCTION);
    assertThat(TimerList.read(kernel.open()).items().get(0).process()).isEmpty();
  }

  @Test
  void aBucketThatRunsInACircleEnds() throws Exception {
    long timer = timer(5);
    kernel.set(timer, "timer_list", "next", timer);
    bucket(1, timer);
    Listing<KernelTimer> timers = TimerList.read(kernel.open());
    assertThat(timers.items()).hasSize(1);
    assertThat(timers.problems()).hasSize(1).first().asString().contains("runs in a circle");
  }

  @Test
  void aTimerThatIsNotThereIsTold() throws Exception {
    long timer = timer(5);
    bucket(1, timer);
    bucket(2, timer(6));
    kernel.exclude(timer);
    Listing<KernelTimer> timers = TimerList.read(kernel.open());
    assertThat(timers.items()).hasSize(1);
    assertThat(timers.problems()).isNotEmpty();
  }
}
