package org.kexshot.kernel.process;

import static org.kexshot.kind.Attribute.address;
import static org.kexshot.kind.Attribute.column;
import static org.kexshot.kind.Attribute.duration;
import static org.kexshot.kind.Attribute.flag;
import static org.kexshot.kind.Attribute.list;
import static org.kexshot.kind.Attribute.meaning;
import static org.kexshot.kind.Attribute.number;
import static org.kexshot.kind.Attribute.objects;
import static org.kexshot.kind.Attribute.path;
import static org.kexshot.kind.Attribute.reference;
import static org.kexshot.kind.Attribute.text;
import static org.kexshot.kind.Role.BOOT_COMPARED;
import static org.kexshot.kind.Role.BOOT_IDENTITY;
import static org.kexshot.kind.Role.COMPARED;
import static org.kexshot.kind.Role.IDENTITY;
import static org.kexshot.kind.Role.INDEXED;
import static org.kexshot.kind.Role.VOLATILE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.kexshot.kernel.FactReader;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.cred.Credentials;
import org.kexshot.kernel.cred.CredentialsReader;
import org.kexshot.kernel.namespace.Namespace;
import org.kexshot.kernel.namespace.NamespaceReader;
import org.kexshot.kernel.structure.LinkedNodes;
import org.kexshot.kind.Attribute;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;

/**
 * Reads the processes that the kernel's task list names, as {@code for_each_process} goes: from
 * {@code init_task}, which is not listed itself; and behind them those that hide from it. Cost:
 * some forty-five reads a process and a few a thread, the pages of the command line, and the search
 * of {@link UnlinkedTasks}.
 */
public final class TaskList {
  private static final List<Attribute<TaskThread>> THREADS =
      List.of(
          number("pid", TaskThread::pid),
          text("name", TaskThread::comm),
          text("state", thread -> thread.state().letter()));

  private static final FactReader<Listing<Task>> TASKS = image -> new TaskList(image).readAll();
  private static final FactReader<Listing<Long>> LEADERS = TaskList::leaders;

  /** Processes, as {@code ps} lists them. */
  public static final ObjectKind<Task> KIND =
      ObjectKind.ofProcesses(
          "process",
          "processes",
          "List the processes of an image.",
          TaskList::read,
          Task::title,
          List.of(
              column(">PID", number("pid", Task::pid, BOOT_IDENTITY, INDEXED)),
              column(
                  ">PPID",
                  Task::ppid,
                  reference(
                      "ppid", "process", task -> Task.known(task.ppid()), BOOT_COMPARED, INDEXED)),
              column(
                  ">UID",
                  Task::uid,
                  meaning(
                      "effective",
                      number("uid", task -> Task.known(task.uid()), COMPARED, INDEXED))),
              meaning(
                  "real, effective, saved, for files",
                  list("uids", task -> task.credentials().map(Credentials::uids), COMPARED)),
              meaning(
                  "the same of groups",
                  list("gids", task -> task.credentials().map(Credentials::gids), COMPARED)),
              meaning(
                  "in effect, a bit each as CAP_* numbers them",
                  text(
                      "capabilities",
                      task -> task.credentials().map(Credentials::capabilities),
                      COMPARED)),
              column("S", text("state", task -> task.state().letter(), VOLATILE, INDEXED)),
              column(
                  ">THREADS",
                  number("threadCount", task -> task.threads().size(), COMPARED, INDEXED)),
              column("NAME", text("name", Task::comm, IDENTITY, BOOT_COMPARED, INDEXED)),
              column(
                  "COMMAND",
                  Task::shownCommand,
                  meaning(
                      "unknown where arguments are missing",
                      text("command", Task::command, IDENTITY, BOOT_COMPARED, INDEXED))),
              resident("filePages", "of files that it maps", ResidentMemory::filePages),
              resident("anonymousPages", "of its own", ResidentMemory::anonymousPages),
              resident("sharedPages", "of shared memory and tmpfs", ResidentMemory::sharedPages),
              meaning(
                  "those that its parent is not in",
                  list(
                      "ownNamespaces",
                      task ->
                          task.ownNamespaces()
                              .map(all -> all.stream().map(Namespace::toString).toList()),
                      BOOT_COMPARED)),
              meaning(
                  "by which the first thread is scheduled: other, fifo, rr, batch, idle, deadline",
                  setting("policy", ProcessSettings::policy)),
              meaning("of the first thread", numberSetting("nice", ProcessSettings::nice)),
              meaning(
                  "of the first thread, where the policy has one",
                  numberSetting("realtimePriority", ProcessSettings::realtimePriority)),
              meaning(
                  "that the first thread may run on; not of kernel threads",
                  setting("allowedProcessors", ProcessSettings::processors)),
              numberSetting("oomScoreAdjust", ProcessSettings::oomScoreAdjust),
              meaning(
                  "by a signal or a debugger",
                  text("stopped", task -> task.settings().stopped(), COMPARED)),
              meaning(
                  "path of the control group in the hierarchy of version 2",
                  path(
                      "controlGroup",
                      task -> task.places().controlGroup(),
                      BOOT_COMPARED,
                      INDEXED)),
              meaning(
                  "those of version 1, each behind its controllers",
                  list(
                      "legacyControlGroups",
                      task -> task.places().legacyControlGroups(),
                      BOOT_COMPARED,
                      INDEXED)),
              meaning(
                  "that it works in, from the root of its mount namespace",
                  path("directory", task -> task.places().directory(), BOOT_COMPARED, INDEXED)),
              meaning(
                  "the same way", path("root", task -> task.places().root(), COMPARED, INDEXED)),
              meaning("on no list of tasks", flag("hidden", Task::hidden, COMPARED, INDEXED)),
              flag("kernelThread", Task::kernelThread, INDEXED),
              list("arguments", task -> task.argv().arguments(), INDEXED),
              meaning(
                  "why arguments are missing",
                  text("argumentsProblem", task -> task.argv().problem())),
              meaning(
                  "since boot", duration("startTimeNanos", Task::startTimeNanos, BOOT_IDENTITY)),
              meaning("of the leader's task_struct", address("address", Task::address, INDEXED)),
              objects("threads", Task::threads, THREADS)));

  private static Attribute<Task> resident(
      String name, String whose, Function<ResidentMemory, Long> pages) {
    return meaning(
        "resident pages " + whose, number(name, task -> task.resident().map(pages), VOLATILE));
  }

  private static Attribute<Task> setting(
      String name, Function<ProcessSettings, Optional<String>> value) {
    return text(name, task -> value.apply(task.settings()), COMPARED);
  }

  private static Attribute<Task> numberSetting(
      String name, Function<ProcessSettings, Optional<Long>> value) {
    return number(name, task -> value.apply(task.settings()), COMPARED);
  }

  /** {@code PF_KTHREAD}, {@code include/linux/sched.h}. */
  private static final long KERNEL_THREAD_FLAG = 0x0020_0000;

  /** Disks answer sooner. */
  private static final long STUCK_NANOS = 1_000_000_000;

  private final KernelImage image;
  private final Problems problems = new Problems();
  private final LinkedNodes lists;
  private final ArgvReader argvReader;
  private final Optional<ResidentMemoryReader> residentReader;
  private final Optional<ProcessSettingsReader> settingsReader;
  private final ProcessPlacesReader placesReader;
  private final SchedulerClock clock;

  private TaskList(KernelImage image) {
    this.image = image;
    this.lists = new LinkedNodes(image.memory(), problems);
    this.argvReader = new ArgvReader(image);
    PartialItem parts = new PartialItem(problems, "processes");
    this.residentReader = parts.read("resident pages", () -> new ResidentMemoryReader(image));
    this.settingsReader = parts.read("settings", () -> new ProcessSettingsReader(image));
    this.placesReader = new ProcessPlacesReader(image);
    this.clock =
        parts
            .read("how long threads sleep", () -> SchedulerClock.of(image))
            .orElse(SchedulerClock.UNKNOWN);
  }

  /**
   * All processes with their threads, which are read once for an image.
   *
   * @throws IOException if the list cannot be found at all: symbols or types are missing
   */
  public static Listing<Task> read(KernelImage image) throws IOException {
    return image.once(TASKS);
  }

  /**
   * Some of the processes, with what is missing of any.
   *
   * @param wanted says by process id which processes
   * @throws IOException if the list cannot be found at all: symbols or types are missing
   */
  public static Listing<Task> read(KernelImage image, IntPredicate wanted) throws IOException {
    Listing<Task> all = read(image);
    return new Listing<>(
        all.items().stream().filter(task -> wanted.test(task.tgid())).toList(),
        all.problems(),
        all.whole());
  }

  private Listing<Task> readAll() throws IOException {
    List<Task> tasks = new ArrayList<>();
    forEachListed(image, problems, task -> tasks.add(readProcess(task, false)));
    UnlinkedTasks hidden = new UnlinkedTasks(image, problems);
    for (Task task : tasks) {
      hidden.know(task.address(), task.pid());
      task.threads().forEach(thread -> hidden.know(thread.address(), thread.pid()));
    }
    try {
      Set<Long> threads = new HashSet<>();
      hidden.forEach(task -> addHidden(task, threads, tasks));
    } catch (IOException fault) {
      problems.add("the search for hidden tasks: %s", fault.getMessage());
    }
    return new Listing<>(tasks, problems.list(), problems.isWhole());
  }

  /**
   * Threads of a process that hides are found with it, and one by one.
   *
   * @param threads addresses of those of processes that hide
   */
  private void addHidden(KernelStruct task, Set<Long> threads, List<Task> tasks)
      throws IOException {
    if (!threads.contains(task.address())) {
      Task process = readProcess(task, true);
      tasks.add(process);
      process.threads().forEach(thread -> threads.add(thread.address()));
    }
  }

  /** What to do with a process's leader. */
  public interface Visitor {
    void visit(KernelStruct leader) throws IOException;
  }

  /** Visits the leaders of all processes, those that hide last, noting problems. */
  public static void forEachProcess(KernelImage image, Problems problems, Visitor visitor)
      throws IOException {
    Listing<Long> leaders = image.once(LEADERS);
    problems.addAll(leaders.problems());
    for (long address : leaders.items()) {
      try {
        visitor.visit(image.struct("task_struct", address));
      } catch (IOException fault) {
        problems.add("the process at 0x%x: %s", address, fault.getMessage());
      }
    }
  }

  /** Addresses of the leaders of all processes, those that hide last. */
  private static Listing<Long> leaders(KernelImage image) throws IOException {
    List<Long> leaders = new ArrayList<>();
    Problems problems = new Problems();
    UnlinkedTasks hidden = new UnlinkedTasks(image, problems);
    forEachListed(
        image,
        problems,
        task -> {
          hidden.know(task.address(), task.integer("tgid"));
          leaders.add(task.address());
        });
    try {
      hidden.forEachProcess(task -> leaders.add(task.address()));
    } catch (IOException fault) {
      problems.add("the search for hidden tasks: %s", fault.getMessage());
    }
    return new Listing<>(leaders, problems.list());
  }

  private static void forEachListed(KernelImage image, Problems problems, Visitor visitor)
      throws IOException {
    KernelStruct init = image.symbolStruct("init_task", "task_struct");
    long tasks = init.member("tasks").offset();
    new LinkedNodes(image.memory(), problems)
        .circular(
            "the task list",
            init.address() + tasks,
            node -> visitor.visit(image.struct("task_struct", node - tasks)));
  }

  private Task readProcess(KernelStruct leader, boolean hidden) throws IOException {
    boolean kernelThread = (leader.number("flags") & KERNEL_THREAD_FLAG) != 0;
    int pid = leader.integer("pid");
    PartialItem parts = new PartialItem(problems, "process " + pid);
    List<TaskThread> threads = readThreads(leader, pid);
    TaskState state = state(leader);
    return new Task(
        leader.address(),
        pid,
        leader.integer("tgid"),
        parts.read("the parent", () -> parent(leader)).orElse(Task.UNKNOWN),
        parts.read("the user", () -> credentials(leader, parts)).flatMap(found -> found),
        leader.text("comm"),
        kernelThread ? Argv.of(List.of()) : arguments(leader, pid, parts),
        state,
        startTime(leader),
        kernelThread,
        residentReader
            .flatMap(reader -> parts.read("resident pages", () -> reader.read(leader, threads)))
            .flatMap(found -> found),
        parts.read("namespaces", () -> new NamespaceReader(image, parts).own(leader)),
        settingsReader
            .map(reader -> reader.read(leader, state, kernelThread, parts))
            .orElse(ProcessSettings.UNKNOWN),
        placesReader.read(leader, parts),
        hidden,
        threads);
  }

  private static int parent(KernelStruct leader) throws IOException {
    Optional<KernelStruct> parent = leader.follow("real_parent");
    return parent.isPresent() ? parent.get().integer("tgid") : 0;
  }

  private static Optional<Credentials> credentials(KernelStruct leader, PartialItem parts)
      throws IOException {
    Optional<KernelStruct> cred = leader.follow("cred");
    return cred.isPresent()
        ? Optional.of(CredentialsReader.read(cred.get(), parts))
        : Optional.empty();
  }

  private Argv arguments(KernelStruct leader, int pid, PartialItem parts) {
    return parts
        .read("the command line", () -> argvReader.read(leader, pid))
        .orElse(new Argv(List.of(), Optional.of("what tells where it lies is not readable")));
  }

  private List<TaskThread> readThreads(KernelStruct leader, int pid) throws IOException {
    List<TaskThread> threads = new ArrayList<>();
    Optional<KernelStruct> signal = leader.follow("signal");
    if (signal.isPresent()) {
      long offset = leader.member("thread_node").offset();
      lists.circular(
          "the thread list of process " + pid,
          signal.get().addressOf("thread_head"),
          node -> threads.add(readThread(image.struct("task_struct", node - offset))));
    }
    return threads;
  }

  private TaskThread readThread(KernelStruct task) throws IOException {
    TaskState state = state(task);
    return new TaskThread(
        task.address(), task.integer("pid"), task.text("comm"), state, isStuck(task, state));
  }

  private Optional<Boolean> isStuck(KernelStruct task, TaskState state) throws IOException {
    return switch (state) {
      case FROZEN -> Optional.empty();
      case DISK_SLEEP -> clock.since(task).map(nanos -> nanos >= STUCK_NANOS);
      default -> Optional.of(false);
    };
  }

  private static TaskState state(KernelStruct task) throws IOException {
    // Renamed in 5.14, commit 2f064a59a11f.
    long state = task.number(task.has("__state") ? "__state" : "state");
    long saved = task.has("saved_state") ? task.number("saved_state") : 0;
    return TaskState.of(state, saved, task.number("exit_state"));
  }

  private static long startTime(KernelStruct task) throws IOException {
    // Renamed in 5.5, commit cf25e24db61c.
    return task.number(task.has("start_boottime") ? "start_boottime" : "real_start_time");
  }
}
