package org.kexshot.cli.repository;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.Notices;
import org.kexshot.cli.argument.OutputOptions;
import org.kexshot.cli.argument.RepositoryOption;
import org.kexshot.cli.argument.WaitOption;
import org.kexshot.cli.render.report.SnapshotView;
import org.kexshot.operation.SnapshotSearch;
import org.kexshot.store.Maintenance;
import org.kexshot.store.Repository;
import org.kexshot.store.manifest.Annotation;
import org.kexshot.store.manifest.Snapshot;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Commands that say something else of a snapshot than it was added with. */
public final class DescribeCommands {
  private DescribeCommands() {}

  /** {@code tag}. */
  public static CommandSpec tag() {
    return new Tag().arguments.spec();
  }

  /** {@code note}. */
  public static CommandSpec note() {
    return new Note().arguments.spec();
  }

  private static Argument<String> reference(Arguments arguments) {
    return arguments.parameter(
        String.class,
        PositionalParamSpec.builder()
            .index("0")
            .paramLabel("ID")
            .description("An id or its first digits, a label, @last, or @last-N."));
  }

  private record Change(
      Arguments arguments,
      Argument<String> reference,
      RepositoryOption repository,
      WaitOption waiting,
      OutputOptions output) {
    /** With the options that both commands have. */
    static Change of(Arguments arguments, Argument<String> reference) {
      return new Change(
          arguments,
          reference,
          new RepositoryOption(arguments),
          new WaitOption(arguments),
          new OutputOptions(arguments));
    }

    int apply(UnaryOperator<Annotation> change) throws IOException {
      Repository opened = repository.open();
      Snapshot described;
      try (Maintenance maintenance = opened.beginMaintenance(waiting.patience())) {
        described = maintenance.describe(reference.value(), change);
      }
      Notices notices = new Notices(arguments.err());
      try {
        new SnapshotSearch(opened, notices).remove(Set.of(described.id()));
      } catch (IOException | RuntimeException failure) {
        notices.accept(
            "a search finds what was said before until `kexshot index rebuild`: "
                + failure.getMessage());
      }
      return output.show(new SnapshotView(described));
    }
  }

  private static final class Tag implements Callable<Integer> {
    private final Arguments arguments =
        new Arguments(
            this,
            "Give a snapshot tags, or take them away.",
            "Examples:",
            "  kexshot tag before +release=1.2 +keep",
            "  kexshot tag before -keep");

    private final Argument<String> reference = reference(arguments);

    private final Argument<List<String>> changes =
        arguments.signedParameters(
            String.class,
            PositionalParamSpec.builder()
                .index("1..*")
                .arity("1..*")
                .paramLabel("TAG")
                .description(
                    "+KEY or +KEY=VALUE to give a tag, -KEY to take it away; after -- if there is an"
                        + " option of that name."));

    private final Change change = Change.of(arguments, reference);

    @Override
    public Integer call() throws IOException {
      Map<String, String> given = new TreeMap<>();
      Set<String> taken = new TreeSet<>();
      for (String text : changes.value()) {
        read(text, given, taken);
      }
      return change.apply(
          before -> {
            Map<String, String> tags = new TreeMap<>(before.tags());
            tags.keySet().removeAll(taken);
            tags.putAll(given);
            return new Annotation(before.note(), tags);
          });
    }

    private void read(String text, Map<String, String> given, Set<String> taken) {
      String tag = text.isEmpty() ? "" : text.substring(1);
      int equals = tag.indexOf('=');
      String key = equals < 0 ? tag : tag.substring(0, equals);
      boolean isGiven = text.startsWith("+");
      if (key.isBlank()
          || key.startsWith("-")
          || !isGiven && !text.startsWith("-")
          || !isGiven && equals >= 0) {
        throw arguments.wrong("'%s': +KEY, +KEY=VALUE or -KEY expected".formatted(text));
      }
      if (isGiven) {
        given.put(key, equals < 0 ? "" : tag.substring(equals + 1));
      } else {
        taken.add(key);
      }
    }
  }

  private static final class Note implements Callable<Integer> {
    private final Arguments arguments = new Arguments(this, "Give a snapshot another note.");

    private final Argument<String> reference = reference(arguments);

    private final Argument<String> text =
        arguments.parameter(
            String.class,
            PositionalParamSpec.builder()
                .index("1")
                .paramLabel("TEXT")
                .description("The note; '' for none."));

    private final Change change = Change.of(arguments, reference);

    @Override
    public Integer call() throws IOException {
      String note = text.value();
      return change.apply(before -> new Annotation(note, before.tags()));
    }
  }
}
