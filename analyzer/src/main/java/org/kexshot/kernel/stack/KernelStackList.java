package org.kexshot.kernel.stack;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.module.ModuleSymbols;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.process.TaskThread;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.symbols.Symbol;

/**
 * Reads the kernel stacks of threads that do not run. A thread that is not on a processor stands in
 * the scheduler, and its stack pointer is kept in its {@code task_struct}. Who called whom is told
 * by the ORC tables of the kernel and its modules where it has them (x86_64), else by frame
 * pointers; where neither leads on, the rest is guessed, and marked so. Cost: one read of each
 * stack, and with ORC some twenty reads a call. Source: {@code arch/x86/kernel/process.c}, {@code
 * arch/x86/include/asm/switch_to.h}.
 */
public final class KernelStackList {
  private static final List<Attribute<StackFrame>> FRAMES =
      List.of(
          address("address", StackFrame::address),
          text("function", StackFrame::function, INDEXED),
          meaning("false if guessed", flag("certain", StackFrame::certain)));

  /** Kernel stacks of threads that do not run. */
  public static final ObjectKind<KernelStack> KIND =
      ObjectKind.ofProcesses(
          "stack",
          "stacks",
          "Show what each sleeping thread waits for: its calls in the kernel.",
          KernelStackList::read,
          KernelStack::title,
          List.of(
              column(
                  ">PID",
                  meaning(
                      "of the thread", number("pid", KernelStack::pid, BOOT_IDENTITY, INDEXED))),
              column(">PROCESS", reference("process", "process", KernelStack::tgid)),
              column(
                  "NAME",
                  meaning("of the thread", text("name", KernelStack::comm, IDENTITY, INDEXED))),
              column("S", text("state", stack -> stack.state().letter(), VOLATILE)),
              meaning(
                  "of its task_struct", address("address", KernelStack::address, BOOT_IDENTITY)),
              column(
                  "CALLS",
                  KernelStack::calls,
                  meaning(
                      "innermost call first",
                      objects("frames", KernelStack::frames, FRAMES, VOLATILE, INDEXED))),
              meaning(
                  "why there are no frames, or not all", text("problem", KernelStack::problem))));

  private static final int MAX_FRAMES = 200;

  private final KernelImage image;
  private final CodeRanges code;
  private final Unwinder unwinder;
  private final Problems problems = new Problems();
  private int guessed;

  private KernelStackList(KernelImage image) throws IOException {
    this.image = image;
    this.code = CodeRanges.of(image);
    Optional<OrcTables> tables = OrcTables.find(image, code);
    this.unwinder =
        tables.isPresent() ? new OrcUnwinder(image, tables.get()) : new FramePointers(image);
  }

  /**
   * Reads the stacks of threads, in the order of {@link TaskList}.
   *
   * @param wanted says by process id which processes
   * @throws IOException if nothing can be read at all: symbols or types are missing
   */
  public static Listing<KernelStack> read(KernelImage image, IntPredicate wanted)
      throws IOException {
    KernelStackList list = new KernelStackList(image);
    Listing<Task> tasks = TaskList.read(image);
    list.problems.addAll(tasks.problems());
    List<KernelStack> stacks = new ArrayList<>();
    for (Task task : tasks.items()) {
      if (wanted.test(task.tgid())) {
        task.threads().forEach(thread -> stacks.add(list.readOne(task, thread)));
      }
    }
    if (list.guessed > 0) {
      list.problems.add(
          "of %d of %d threads calls are guessed, or missing; each says why",
          list.guessed, stacks.size());
    }
    return new Listing<>(stacks, list.problems.list());
  }

  private KernelStack readOne(Task task, TaskThread thread) {
    List<StackFrame> frames = new ArrayList<>();
    Optional<String> problem;
    try {
      problem = unwind(image.struct("task_struct", thread.address()), frames);
    } catch (IOException fault) {
      problem = incomplete(fault.getMessage());
    }
    return new KernelStack(
        thread.pid(),
        task.tgid(),
        thread.comm(),
        thread.state(),
        thread.address(),
        frames,
        problem);
  }

  private Optional<String> unwind(KernelStruct task, List<StackFrame> frames) throws IOException {
    if (task.has("on_cpu") && task.number("on_cpu") != 0) {
      return Optional.of("it runs, and its registers are not in memory");
    }
    if (task.pointer("stack") == 0) {
      return Optional.of("it has exited and given its stack back");
    }
    StackMemory stack = StackMemory.read(image, task);
    Unwinder.Place place = switchedAt(task);
    while (frames.size() < MAX_FRAMES) {
      if (!code.contains(place.ip())) {
        return guess(stack, place, frames, "no code at 0x%x".formatted(place.ip()));
      }
      frames.add(new StackFrame(place.ip(), function(place), true));
      Unwinder.Step step = unwinder.step(stack, place);
      if (step.problem().isPresent()) {
        return guess(stack, place, frames, step.problem().get());
      }
      if (step.caller().isEmpty()) {
        return Optional.empty();
      }
      place = step.caller().get();
    }
    return incomplete("more than %d calls".formatted(MAX_FRAMES));
  }

  private Optional<String> incomplete(String why) {
    guessed++;
    return Optional.of(why);
  }

  /**
   * A call may be the last instruction of its function, so that what it returns to is another's
   * first; the function is that of the call.
   */
  private String function(Unwinder.Place place) throws IOException {
    Optional<Symbol> caller = image.symbols().at(place.ip() - 1);
    boolean last =
        place.returned()
            && caller.isPresent()
            && place.ip() - caller.get().address() == caller.get().size();
    return last
        ? "%s+0x%x".formatted(caller.get().name(), caller.get().size())
        : ModuleSymbols.describe(image, place.ip());
  }

  private Unwinder.Place switchedAt(KernelStruct task) throws IOException {
    KernelStruct frame = image.struct("inactive_task_frame", task.pointer("thread.sp"));
    return new Unwinder.Place(
        frame.pointer("ret_addr"),
        frame.address() + frame.type().size(),
        frame.pointer("bp"),
        true);
  }

  private Optional<String> guess(
      StackMemory stack, Unwinder.Place from, List<StackFrame> frames, String reason)
      throws IOException {
    frames.addAll(new StackGuess(image, code).frames(stack, from.sp()));
    return incomplete(reason + "; what follows is guessed");
  }
}
