package org.kexshot.cli.image;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProcessOption;
import org.kexshot.cli.argument.listing.ListingOptions;
import org.kexshot.cli.argument.listing.ObjectChoice;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.cli.render.object.ProcessDetailsView;
import org.kexshot.cli.render.object.ProcessTree;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kernel.process.ProcessDetails;
import org.kexshot.kernel.process.Task;
import org.kexshot.kernel.process.TaskList;
import org.kexshot.kernel.process.ThreadList;
import org.kexshot.kind.Listing;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;

final class PsCommand implements Callable<Integer> {
  private final Arguments arguments = new Arguments(this, TaskList.KIND.description());
  private final ImageArgument image = new ImageArgument(arguments);
  private final ProcessOption processes = new ProcessOption(arguments);
  private final Arguments.OneOf form = arguments.oneOf();
  private final Argument<Boolean> tree = form.flag("--tree", "Put processes below their parents.");
  private final Argument<Boolean> threads = form.flag("--threads", "A line a thread.");

  private final Argument<Boolean> details =
      form.flag(
          "--details", "Environment, credentials, namespaces, directories and start time too.");

  private final ListingOptions listing = new ListingOptions(arguments);
  private final OutputOptions output = OutputOptions.ofList(arguments);

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
    if (threads.value()) {
      ObjectChoice choice = listing.of(List.of(ThreadList.KIND));
      return choice.view(ThreadList.KIND, ThreadList.KIND.read(kernel, processes.wanted()));
    }
    if (details.value()) {
      return details(kernel);
    }
    ObjectChoice choice = listing.of(List.of(TaskList.KIND));
    Listing<Task> tasks = TaskList.KIND.read(kernel, processes.wanted());
    return tree.value()
        ? tree(choice.of(TaskList.KIND, tasks), choice)
        : choice.view(TaskList.KIND, tasks);
  }

  private ImageView details(KernelImage kernel) throws IOException {
    ObjectChoice choice = listing.of(List.of(TaskList.KIND), List.of(ProcessDetailsView.PROCESSES));
    Listing<Task> tasks = choice.of(TaskList.KIND, TaskList.KIND.read(kernel, processes.wanted()));
    ProcessDetailsView view =
        new ProcessDetailsView(ProcessDetails.read(kernel, tasks.items()), tasks.problems());
    return listing.choosesColumns()
        ? choice.of(ProcessDetailsView.PROCESSES).view(view.listing())
        : view;
  }

  /** Processes below their parents, their names set in by how deep they are. */
  private static ImageView tree(Listing<Task> tasks, ObjectChoice choice) {
    ProcessTree tree = new ProcessTree(tasks.items());
    return choice
        .of(
            ObjectTable.of(TaskList.KIND)
                .withCell("name", task -> "  ".repeat(tree.depth(task)) + task.comm()))
        .view(new Listing<>(tree.processes(), tasks.problems()));
  }
}
