package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.irq.Interrupt;
import org.kexshot.kernel.irq.InterruptList;
import org.kexshot.kernel.structure.XArray;
import org.kexshot.kernel.time.KernelTimer;
import org.kexshot.kernel.time.TimerList;
import org.kexshot.kind.Listing;

/**
 * Checks what the kernel is to call later: timers that wait, work that is queued or delayed, and
 * what interrupts are answered with. Source: {@code include/linux/timer.h}, {@code
 * kernel/workqueue.c}, {@code include/linux/interrupt.h}.
 */
final class DeferredFunctions {
  private final Inspection inspection;
  private final KernelImage image;
  private final RegisteredFunctions functions;

  DeferredFunctions(Inspection inspection, RegisteredFunctions functions) {
    this.inspection = inspection;
    this.image = inspection.image();
    this.functions = functions;
  }

  /** Checks timers, and the work of those that only wait to queue it. */
  void checkTimers() throws IOException {
    Listing<KernelTimer> timers = TimerList.read(image);
    inspection.problems().addAll(timers.problems());
    for (KernelTimer timer : timers.items()) {
      boolean wheel = timer.clock().equals("jiffies");
      KernelStruct struct = image.struct(wheel ? "timer_list" : "hrtimer", timer.address());
      functions.judge("timer", struct, "function");
      if (timer.function().equals("delayed_work_timer_fn")) {
        long work = timer.address() - image.offset("delayed_work", "timer");
        functions.judge("delayed work", image.struct("delayed_work", work), "work.func");
      }
    }
  }

  /** Checks the work that waits in each pool of workers. */
  void checkWork() throws IOException {
    OptionalLong pools = image.symbols().findData("worker_pool_idr");
    if (pools.isEmpty() || image.types().findStruct("worker_pool").isEmpty()) {
      return;
    }
    long link = image.offset("work_struct", "entry");
    new XArray(image, inspection.problems())
        .forEachOfIdr(
            "the table of worker pools",
            image.struct("idr", pools.getAsLong()),
            (id, pool) ->
                inspection
                    .lists()
                    .circular(
                        "the work of pool " + id,
                        image.struct("worker_pool", pool).addressOf("worklist"),
                        node ->
                            functions.judge(
                                "work of pool " + id,
                                image.struct("work_struct", node - link),
                                "func")));
  }

  /** Checks the actions of each interrupt line. */
  void checkInterrupts() throws IOException {
    Listing<Interrupt> lines = InterruptList.read(image);
    inspection.problems().addAll(lines.problems());
    for (Interrupt line : lines.items()) {
      String place = "interrupt " + line.number();
      inspection
          .lists()
          .chain(
              place,
              image.struct("irq_desc", line.address()).addressOf("action"),
              image.offset("irqaction", "next"),
              at -> functions.judge(place, image.struct("irqaction", at)));
    }
  }
}
