package org.kexshot.cli;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ProcessDetailsView;
import org.kexshot.cli.render.ProcessTable;
import org.kexshot.cli.render.ThreadTable;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.Listing;
import org.kexshot.kernel.ProcessDetails;
import org.kexshot.kernel.Task;
import org.kexshot.kernel.TaskList;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "ps",
    mixinStandardHelpOptions = true,
    description = "List the processes of an image.")
final class PsCommand implements Callable<Integer> {
  /** What to show instead of a line a process. */
  private static final class Form {
    @Option(names = "--tree", description = "Put processes below their parents.")
    private boolean tree;

    @Option(names = "--threads", description = "A line a thread.")
    private boolean threads;

    @Option(
        names = "--details",
        description = "Environment, credentials, namespaces, directories and start time too.")
    private boolean details;
  }

  @Mixin private ImageArgument image;
  @Mixin private ProcessOption processes;
  @ArgGroup private Form form = new Form();
  @Mixin private OutputOptions output;

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(view(opened.kernel()));
    }
  }

  private ImageView view(KernelImage kernel) throws IOException {
    Listing<Task> all = TaskList.read(kernel);
    List<Task> wanted =
        all.items().stream().filter(task -> processes.wanted().test(task.tgid())).toList();
    Listing<Task> tasks = new Listing<>(wanted, all.problems());
    if (form.details) {
      return new ProcessDetailsView(ProcessDetails.read(kernel, wanted), all.problems());
    }
    if (form.threads) {
      return ThreadTable.view(tasks);
    }
    return form.tree ? ProcessTable.tree(tasks) : ProcessTable.PROCESSES.view(tasks);
  }
}
