package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.function.IntPredicate;
import org.kexshot.cli.render.ImageView;
import org.kexshot.kernel.KernelImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Every command that shows something that processes have, of all or of some. */
@Command(mixinStandardHelpOptions = true)
final class ProcessObjectCommand implements Callable<Integer> {
  /** What the command asks of an image's kernel. */
  @FunctionalInterface
  interface Question {
    ImageView ask(KernelImage kernel, IntPredicate wanted) throws IOException;
  }

  private final Question question;

  @Mixin private ImageArgument image;
  @Mixin private ProcessOption processes;
  @Mixin private OutputOptions output;

  private ProcessObjectCommand(Question question) {
    this.question = question;
  }

  /**
   * Declares such a command.
   *
   * @param description a sentence for {@code --help}
   */
  static CommandSpec of(String description, Question question) {
    CommandSpec command = CommandSpec.forAnnotatedObject(new ProcessObjectCommand(question));
    command.usageMessage().description(description);
    return command;
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(question.ask(opened.kernel(), processes.wanted()));
    }
  }
}
