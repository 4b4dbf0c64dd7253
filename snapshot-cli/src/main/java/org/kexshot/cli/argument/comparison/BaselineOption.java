package org.kexshot.cli.argument.comparison;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Stack;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.diff.noise.NoiseModelFile;
import org.kexshot.operation.Image;
import org.kexshot.operation.compare.Baseline;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** What changes anyway, as null pairs show it or a file says. */
public final class BaselineOption {
  private final Argument<List<Given>> baseline;

  BaselineOption(Arguments arguments) {
    baseline =
        arguments.options(
            Given.class,
            OptionSpec.builder("--baseline")
                .paramLabel("IMAGE IMAGE|FILE")
                .arity("1")
                .parameterConsumer(new Consumer())
                .description(
                    "Two images between which nothing was done: what differs between them changes"
                        + " anyway, and is no finding. Or a file that kexshot baseline wrote. May"
                        + " be repeated."));
  }

  /** Opens an image that the user named. */
  @FunctionalInterface
  public interface ImageOpener {
    Image open(String reference) throws IOException;
  }

  /**
   * A null pair, or a file.
   *
   * @param second empty if the first is a file of a model
   */
  private record Given(String first, Optional<String> second) {}

  /** Takes one word if that is a model's file, else two. */
  private static final class Consumer implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> words, ArgSpec option, CommandSpec command) {
      List<Given> before = option.getValue();
      List<Given> all = new ArrayList<>(before == null ? List.of() : before);
      String first = next(words, command, "an image or a file");
      all.add(
          NoiseModelFile.isOne(Path.of(first))
              ? new Given(first, Optional.empty())
              : new Given(
                  first,
                  Optional.of(
                      next(
                          words,
                          command,
                          first
                              + " is no file of kexshot baseline's: as one of two images, the"
                              + " second"))));
      option.setValue(all);
    }

    private static String next(Stack<String> words, CommandSpec command, String what) {
      if (words.isEmpty() || words.peek().startsWith("-")) {
        throw new ParameterException(
            command.commandLine(), "--baseline: %s expected".formatted(what));
      }
      return words.pop();
    }
  }

  boolean isGiven() {
    return baseline.given().isPresent();
  }

  /** Learns from all that was given; from nothing if nothing was. */
  Baseline learned(ImageOpener opener) throws IOException {
    Baseline learned = new Baseline();
    for (Given given : baseline.given().orElse(List.of())) {
      if (given.second().isEmpty()) {
        learned.addFile(Path.of(given.first()));
      } else {
        learned.addSeries(
            List.of(() -> opener.open(given.first()), () -> opener.open(given.second().get())));
      }
    }
    return learned;
  }
}
