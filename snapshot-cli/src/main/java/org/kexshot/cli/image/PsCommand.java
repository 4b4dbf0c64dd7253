package org.kexshot.cli.image;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProcessOption;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.object.ProcessDetailsView;
import org.kexshot.cli.render.object.ProcessTable;
import org.kexshot.cli.render.object.ThreadTable;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.process.ProcessDetails;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kind.Listing;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;

final class PsCommand implements Callable<Integer> {
  private final Arguments arguments = new Arguments(this, "List the processes of an image.");
  private final ImageArgument image = new ImageArgument(arguments);
  private final ProcessOption processes = new ProcessOption(arguments);
  private final Arguments.OneOf form = arguments.oneOf();
  private final Argument<Boolean> tree = form.flag("--tree", "Put processes below their parents.");
  private final Argument<Boolean> threads = form.flag("--threads", "A line a thread.");

  private final Argument<Boolean> details =
      form.flag(
          "--details", "Environment, credentials, namespaces, directories and start time too.");

  private final OutputOptions output = new OutputOptions(arguments);

  static CommandSpec spec() {
    return new PsCommand().arguments.spec();
  }

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
    if (details.value()) {
      return new ProcessDetailsView(ProcessDetails.read(kernel, wanted), all.problems());
    }
    if (threads.value()) {
      return ThreadTable.view(tasks);
    }
    return tree.value() ? ProcessTable.tree(tasks) : ProcessTable.PROCESSES.view(tasks);
  }
}
