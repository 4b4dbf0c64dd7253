package org.kexshot.kernel.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
        .define("hrtimer_clock_base", "active: *rb_node")
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
    kernel.number(clocks + 4, high, 4);
    Listing<KernelTimer> timers = TimerList.read(kernel.open());
    assertThat(timers.problems()).isEmpty();
    assertThat(timers.items())
        .extracting(timer -> timer.clock() + " " + timer.remaining() + " " + timer.function())
        .containsExactly("jiffies 8 expired", "jiffies 21 expired", "realtime 0 expired+0x4");
    assertThat(timers.items().get(2).expires()).isEqualTo(1_000_000_000_000L);
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
