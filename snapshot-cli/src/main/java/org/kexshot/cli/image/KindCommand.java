package org.kexshot.cli.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.ImageArgument;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.ProcessOption;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ListingsView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.kernel.KernelImage;
import org.kexshot.kind.Listing;
import org.kexshot.kind.ObjectKind;
import org.kexshot.operation.Image;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Lists the objects of kinds of one image. Kinds that belong to processes take an option for some
 * of them.
 */
final class KindCommand implements Callable<Integer> {
  /** Reads what is shown. */
  @FunctionalInterface
  private interface Question {
    ImageView ask(KernelImage kernel, IntPredicate wanted, boolean detailed) throws IOException;
  }

  private final Question question;
  private final Arguments arguments;
  private final ImageArgument image;
  private final Optional<ProcessOption> processes;
  private final Optional<Argument<Boolean>> details;
  private final OutputOptions output;

  private KindCommand(ObjectKind<?> kind, boolean tables, Question question) {
    this.question = question;
    arguments = new Arguments(this, kind.description());
    image = new ImageArgument(arguments);
    processes = kind.ofProcesses() ? Optional.of(new ProcessOption(arguments)) : Optional.empty();
    details =
        tables
            ? Optional.of(
                arguments.flag(
                    "--details", "A block of lines for each, with what tables have no column for."))
            : Optional.empty();
    output = new OutputOptions(arguments);
  }

  /** Declares a command that shows one kind in its own way. */
  static <T> CommandSpec of(ObjectKind<T> kind, Function<Listing<T>, ImageView> view) {
    return new KindCommand(
            kind, false, (image, wanted, detailed) -> view.apply(kind.read(image, wanted)))
        .arguments.spec();
  }

  /** Declares a command that shows kinds as tables; the first describes it. */
  static CommandSpec of(List<ObjectKind<?>> kinds) {
    return new KindCommand(
            kinds.get(0), true, (image, wanted, detailed) -> tables(kinds, image, wanted, detailed))
        .arguments.spec();
  }

  private static ImageView tables(
      List<ObjectKind<?>> kinds, KernelImage image, IntPredicate wanted, boolean detailed)
      throws IOException {
    List<ImageView> listings = new ArrayList<>();
    for (ObjectKind<?> kind : kinds) {
      listings.add(table(kind, image, wanted, detailed));
    }
    return new ListingsView(listings);
  }

  private static <T> ImageView table(
      ObjectKind<T> kind, KernelImage image, IntPredicate wanted, boolean detailed)
      throws IOException {
    Listing<T> listing = kind.read(image, wanted);
    ObjectTable<T> table = ObjectTable.of(kind);
    return detailed ? table.details(listing) : table.view(listing);
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      IntPredicate wanted = processes.map(ProcessOption::wanted).orElse(pid -> true);
      return output.show(
          question.ask(opened.kernel(), wanted, details.map(Argument::value).orElse(false)));
    }
  }
}
