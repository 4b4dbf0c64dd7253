package org.kexshot.kernel.process;

import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.cred.Credentials;
import org.kexshot.kernel.namespace.Namespace;

/**
 * A process, or a kernel thread: a thread group of {@code task_struct}s.
 *
 * @param address kernel virtual address of the leader's {@code task_struct}
 * @param pid the leader's thread id, in the initial PID namespace
 * @param tgid process id; the same as {@code pid} for a leader
 * @param ppid process id of the real parent; 0 for one that the kernel started, {@link #UNKNOWN} if
 *     it cannot be read
 * @param credentials on whose behalf it runs; empty if they cannot be read
 * @param comm name, at most 15 bytes
 * @param argv the command line, from the process's own memory
 * @param state the leader's state
 * @param startTimeNanos when it was started, in nanoseconds since boot, time asleep included
 * @param kernelThread whether it runs in the kernel only
 * @param resident its pages in memory; empty without memory of its own, and if not known
 * @param ownNamespaces those that its parent is not in; empty if not known
 * @param settings how it is to be treated
 * @param places where it is: control groups and directories
 * @param hidden whether it is on no list of tasks, and was found by searching memory
 * @param threads the group's threads, the leader first
 */
public record Task(
    long address,
    int pid,
    int tgid,
    int ppid,
    Optional<Credentials> credentials,
    String comm,
    Argv argv,
    TaskState state,
    long startTimeNanos,
    boolean kernelThread,
    Optional<ResidentMemory> resident,
    Optional<List<Namespace>> ownNamespaces,
    ProcessSettings settings,
    ProcessPlaces places,
    boolean hidden,
    List<TaskThread> threads) {
  /** Stands for a number that cannot be read; no process and no user has it. */
  public static final int UNKNOWN = -1;

  public Task {
    threads = List.copyOf(threads);
  }

  /**
   * The effective user id, as the kernel stores it (initial user namespace), or {@link #UNKNOWN}.
   */
  public long uid() {
    return credentials.map(Credentials::euid).orElse((long) UNKNOWN);
  }

  /** The real user id, of who started it, the same way. */
  public long realUid() {
    return credentials.map(Credentials::uid).orElse((long) UNKNOWN);
  }

  /** A number that may be {@link #UNKNOWN}. */
  static Optional<Long> known(long number) {
    return number == UNKNOWN ? Optional.empty() : Optional.of(number);
  }

  /** The command line, if all of it could be read; empty text for a kernel thread. */
  Optional<String> command() {
    return argv.problem().isPresent() ? Optional.empty() : Optional.of(argv.joined());
  }

  /** The process id with the command line, or the name in brackets where there is none. */
  String title() {
    return pid + "  " + (argv.arguments().isEmpty() ? "[" + comm + "]" : named(argv.joined()));
  }

  private String named(String command) {
    return List.of(command.split("[ /]")).contains(comm) ? command : command + " (" + comm + ")";
  }

  /**
   * As {@code ps} has it: kernel threads in brackets, and what has exited as defunct. A command
   * line that the image does not have is said to be unreadable, and behind one that breaks off
   * stands why.
   */
  public String shownCommand() {
    return hidden ? line() + " (hidden: on no list of tasks)" : line();
  }

  private String line() {
    if (state == TaskState.ZOMBIE) {
      return "[" + comm + "] <defunct>";
    }
    if (kernelThread) {
      return "[" + comm + "]";
    }
    if (argv.problem().isEmpty()) {
      return argv.joined();
    }
    return argv.arguments().isEmpty()
        ? "(%s)".formatted(argv.problem().get())
        : "%s ... (%s)".formatted(argv.joined(), argv.problem().get());
  }
}
