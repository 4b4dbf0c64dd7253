package org.kexshot.kernel.process;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.KernelStruct;
import org.kexshot.kernel.PartialItem;
import org.kexshot.kernel.Problems;
import org.kexshot.kernel.cred.CredentialsReader;
import org.kexshot.kernel.fs.Paths;
import org.kexshot.kernel.namespace.NamespaceReader;
import org.kexshot.kind.Listing;

/**
 * Reads what {@link TaskList} leaves out: environment, credentials, namespaces, program. Cost: some
 * forty reads a process. Source: {@code fs/proc/array.c}, {@code fs/proc/namespaces.c}.
 */
public final class ProcessDetails {
  private final KernelImage image;
  private final Paths paths;
  private final ArgvReader texts;
  private final Problems problems = new Problems();

  private ProcessDetails(KernelImage image) {
    this.image = image;
    this.paths = new Paths(image);
    this.texts = new ArgvReader(image);
  }

  /**
   * Reads the details of processes; a part that cannot be read is left out.
   *
   * @throws IOException if types are missing
   */
  public static Listing<ProcessDetail> read(KernelImage image, List<Task> tasks)
      throws IOException {
    ProcessDetails reader = new ProcessDetails(image);
    List<ProcessDetail> details = new ArrayList<>();
    for (Task task : tasks) {
      details.add(reader.read(task));
    }
    return new Listing<>(details, reader.problems.list());
  }

  private ProcessDetail read(Task task) throws IOException {
    KernelStruct leader = image.struct("task_struct", task.address());
    PartialItem parts = new PartialItem(problems, "process " + task.pid());
    Optional<KernelStruct> inner =
        parts
            .read("the PID", () -> NamespaceReader.innermost(image, leader))
            .flatMap(found -> found);
    return new ProcessDetail(
        task,
        inner.flatMap(pid -> parts.read("the PID in its namespace", () -> pid.integer("nr"))),
        parts
            .read("the environment", () -> environment(leader, task.pid()))
            .orElse(new Argv(List.of(), Optional.of("what tells where it lies is not readable"))),
        parts.read("credentials", () -> CredentialsReader.read(leader.target("cred"), parts)),
        new NamespaceReader(image, parts).all(leader, inner),
        parts.read("the executable", () -> executable(leader)));
  }

  private Argv environment(KernelStruct leader, int pid) throws IOException {
    return leader.pointer("mm") == 0 ? Argv.of(List.of()) : texts.readEnvironment(leader, pid);
  }

  private String executable(KernelStruct leader) throws IOException {
    Optional<KernelStruct> mm = leader.follow("mm");
    Optional<KernelStruct> program = mm.isPresent() ? mm.get().follow("exe_file") : mm;
    return program.isPresent() ? paths.of(program.get().embedded("f_path")) : "";
  }
}
