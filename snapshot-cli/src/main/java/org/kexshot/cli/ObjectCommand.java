package org.kexshot.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.kexshot.cli.render.ImageView;
import org.kexshot.kernel.KernelImage;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;

/** Every command that shows one kind of kernel object and has no options of its own. */
@Command(mixinStandardHelpOptions = true)
final class ObjectCommand implements Callable<Integer> {
  /** What the command asks of an image's kernel. */
  @FunctionalInterface
  interface Question {
    ImageView ask(KernelImage kernel) throws IOException;
  }

  private final Question question;

  @Mixin private ImageArgument image;
  @Mixin private OutputOptions output;

  private ObjectCommand(Question question) {
    this.question = question;
  }

  /**
   * Declares such a command.
   *
   * @param description a sentence for {@code --help}
   */
  static CommandSpec of(String description, Question question) {
    CommandSpec command = CommandSpec.forAnnotatedObject(new ObjectCommand(question));
    command.usageMessage().description(description);
    return command;
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(question.ask(opened.kernel()));
    }
  }
}
