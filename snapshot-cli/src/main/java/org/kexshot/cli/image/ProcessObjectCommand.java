package org.kexshot.cli.image;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProcessOption;
import org.kexshot.cli.render.ImageView;
import org.kexshot.kernel.KernelImage;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;

/** Every command that shows something that processes have, of all or of some. */
final class ProcessObjectCommand implements Callable<Integer> {

  /** What the command asks of an image's kernel. */
  @FunctionalInterface
  interface Question {
    ImageView ask(KernelImage kernel, IntPredicate wanted) throws IOException;
  }

  private final Question question;
  private final Arguments arguments;
  private final ImageArgument image;
  private final ProcessOption processes;
  private final OutputOptions output;

  private ProcessObjectCommand(String description, Question question) {
    this.question = question;
    arguments = new Arguments(this, description);
    image = new ImageArgument(arguments);
    processes = new ProcessOption(arguments);
    output = new OutputOptions(arguments);
  }

  /**
   * Declares such a command.
   *
   * @param description a sentence for {@code --help}
   */
  static CommandSpec of(String description, Question question) {
    return new ProcessObjectCommand(description, question).arguments.spec();
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(question.ask(opened.kernel(), processes.wanted()));
    }
  }
}
