package org.kexshot.kernel.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.Fault;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.module.CodeRanges;
import org.kexshot.kernel.process.Argv;
import org.kexshot.kernel.process.ProcessPlaces;
import org.kexshot.kernel.process.ProcessSettings;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskState;
import org.kexshot.kernel.stack.KernelStack;
import org.kexshot.kernel.stack.StackFrame;
import org.kexshot.kernel.text.CodeTargets;
import org.kexshot.kernel.text.GeneratedCode;

/** One process after another, with and without memory and marks. */
class DisguisedThreadsTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final int KERNEL_THREAD = 0x0020_0000;
  private static final int EXITING = 4;

  private final FakeKernel kernel = new FakeKernel();
  private final Problems problems = new Problems();
  private final List<Task> tasks = new ArrayList<>();

  @BeforeEach
  void layOut() throws IOException {
    kernel
        .define("list_head", "next: *list_head", "prev: *list_head")
        .define("module", "list: list_head", "name: char[56]")
        .define("task_struct", "mm: *char", "flags: unsigned int", "exit_state: int")
        .symbol("_stext", TEXT)
        .symbol("_etext", TEXT + 0x1000)
        .symbol("_end", TEXT + 0x2000);
  }

  private void task(String name, long memory, int flags, int exitState) throws IOException {
    long task = kernel.allocate("task_struct");
    kernel.set(task, "task_struct", "mm", memory);
    kernel.set(task, "task_struct", "flags", flags);
    kernel.set(task, "task_struct", "exit_state", exitState);
    int pid = tasks.size() + 1;
    tasks.add(
        new Task(
            task,
            pid,
            pid,
            2,
            Optional.empty(),
            name,
            Argv.of(List.of()),
            TaskState.SLEEPING,
            0,
            flags == KERNEL_THREAD,
            Optional.empty(),
            Optional.empty(),
            ProcessSettings.UNKNOWN,
            ProcessPlaces.UNKNOWN,
            false,
            List.of()));
  }

  private static KernelStack stack(Task task, Optional<String> problem, String... functions) {
    List<StackFrame> frames =
        Stream.of(functions).map(name -> new StackFrame(TEXT, name, true)).toList();
    return new KernelStack(
        task.pid(), task.tgid(), task.comm(), task.state(), task.address(), frames, problem);
  }

  private List<Finding> check(DisguisedThreads.Stacks stacks) throws IOException {
    KernelImage image = kernel.open();
    List<Finding> findings = new ArrayList<>();
    CodeTargets targets =
        new CodeTargets(image, CodeRanges.of(image), GeneratedCode.read(image, problems));
    Inspection inspection =
        new Inspection(image, targets, problems, new EnumMap<>(Subject.class), findings::add);
    new DisguisedThreads(inspection, stacks).check(tasks);
    return findings;
  }

  @Fault("A kernel thread that poses as a user's process is not found")
  @Test
  void aThreadWithoutMemoryThatIsNotMarkedIsFound() throws Exception {
    task("cat", 0xc040_0000L, 0, 0);
    task("kworker/0:1", 0, KERNEL_THREAD, 0);
    task("leaving", 0, EXITING, 0);
    task("zombie", 0, 0, 0x20);
    task("sshd", 0, 0, 0);
    task("helper", 0, 0, 0);
    assertThat(
            check(
                task ->
                    List.of(
                        stack(
                            task,
                            Optional.empty(),
                            "schedule+0x20",
                            task.pid() == 6 ? "call_usermodehelper_exec_async+0x8c" : "kthread"))))
        .extracting(Finding::type, Finding::place)
        .containsExactly(tuple(FindingType.DISGUISED_TASK, "sshd(5)"));
    assertThat(problems.list()).isEmpty();
  }

  @Test
  void whoseStackCannotBeReadIsUnknownAndNotAccused() throws Exception {
    task("sshd", 0, 0, 0);
    task("bash", 0, 0, 0);
    assertThat(
            check(
                task ->
                    task.pid() == 1
                        ? List.of(stack(task, Optional.of("0x1000: excluded")))
                        : List.of()))
        .isEmpty();
    assertThat(problems.list())
        .satisfiesExactly(
            first -> assertThat(first).contains("process 1", "unknown", "0x1000: excluded"),
            second -> assertThat(second).contains("process 2", "no thread of it is found"));
  }
}
