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
import org.kexshot.cli.argument.listing.ListingOptions;
import org.kexshot.cli.argument.listing.ObjectChoice;
import org.kexshot.cli.render.ImageView;
import org.kexshot.cli.render.ListView;
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
    ImageView ask(KernelImage kernel, KindCommand asked) throws IOException;
  }

  private final Question question;
  private final Arguments arguments;
  private final ImageArgument image;
  private final Optional<ProcessOption> processes;
  private final Optional<Argument<Boolean>> details;
  private final ListingOptions listing;
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
    listing = new ListingOptions(arguments);
    output = OutputOptions.ofList(arguments);
  }

  /** Declares a command that shows one kind in its own way. */
  static <T> CommandSpec of(ObjectKind<T> kind, Function<Listing<T>, ImageView> view) {
    return new KindCommand(kind, false, (image, asked) -> asked.view(kind, image, view))
        .arguments.spec();
  }

  /** In its own way, but for programs that take it item by item, and where columns are chosen. */
  private <T> ImageView view(
      ObjectKind<T> kind, KernelImage image, Function<Listing<T>, ImageView> view)
      throws IOException {
    ObjectChoice choice = listing.of(List.of(kind));
    Listing<T> all = kind.read(image, wanted());
    return output.isByItem() || listing.choosesColumns()
        ? choice.view(kind, all)
        : view.apply(choice.of(kind, all));
  }

  /** Declares a command that shows kinds as tables; the first describes it. */
  static CommandSpec of(List<ObjectKind<?>> kinds) {
    return new KindCommand(kinds.get(0), true, (image, asked) -> asked.tables(kinds, image))
        .arguments.spec();
  }

  private ImageView tables(List<ObjectKind<?>> kinds, KernelImage image) throws IOException {
    ObjectChoice choice = listing.of(kinds);
    List<ListView> tables = new ArrayList<>();
    for (ObjectKind<?> kind : kinds) {
      table(kind, choice, image).ifPresent(tables::add);
    }
    return new ListingsView(tables);
  }

  /** Nothing of a kind that has none of the columns asked for. */
  private <T> Optional<ListView> table(ObjectKind<T> kind, ObjectChoice choice, KernelImage image)
      throws IOException {
    ObjectTable<T> table = choice.of(ObjectTable.of(kind));
    if (table.attributes().isEmpty()) {
      return Optional.empty();
    }
    Listing<T> objects = choice.of(kind, kind.read(image, wanted()));
    boolean detailed = details.map(Argument::value).orElse(false);
    return Optional.of(detailed ? table.details(objects) : table.view(objects));
  }

  private IntPredicate wanted() {
    return processes.map(ProcessOption::wanted).orElse(pid -> true);
  }

  @Override
  public Integer call() throws IOException {
    try (Image opened = image.open()) {
      return output.show(question.ask(opened.kernel(), this));
    }
  }
}
