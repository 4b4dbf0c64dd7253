package org.kexshot.cli.argument.listing;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.render.ListView;
import org.kexshot.cli.render.ListingsView;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.index.ObjectFilter;
import org.kexshot.kind.Listing;
import org.kexshot.kind.NearestName;
import org.kexshot.kind.ObjectKind;
import picocli.CommandLine.Model.OptionSpec;

/** Which objects of an image are listed, and what of each. */
public final class ListingOptions {
  private final Arguments arguments;
  private final Argument<String> where;
  private final Argument<List<String>> columns;

  public ListingOptions(Arguments arguments) {
    this.arguments = arguments;
    where =
        arguments.option(
            String.class,
            OptionSpec.builder("--where")
                .paramLabel("QUERY")
                .description(
                    "Those alone that a query means, in the language of kexshot search:"
                        + " 'name:ssh* NOT state:S'. Fields are the names of columns in --json."));
    columns =
        arguments.options(
            String.class,
            OptionSpec.builder("--columns")
                .paramLabel("NAME")
                .splitRegex(",")
                .splitRegexSynopsisLabel(",")
                .description(
                    "What to show of each, in this order, by its name in --json; docs/kinds.md has"
                        + " all names."));
  }

  /**
   * Those objects of a list that are wanted.
   *
   * @param kinds that are listed beside each other, of whose fields a query may name any
   * @throws org.kexshot.index.SearchSyntaxException if the query cannot be read
   */
  public <T> Listing<T> wanted(
      ObjectKind<T> kind, Listing<T> all, List<? extends ObjectKind<?>> kinds) throws IOException {
    if (where.given().isEmpty()) {
      return all;
    }
    return new Listing<>(
        ObjectFilter.of(where.value(), kinds).of(kind, all.items()), all.problems(), all.whole());
  }

  /** Whether the user says what is to be shown of each. */
  public boolean choosesColumns() {
    return columns.given().isPresent();
  }

  /** A list of one kind, as the options ask for it. */
  public <T> ListView view(ObjectKind<T> kind, Listing<T> all) throws IOException {
    return view(ObjectTable.of(kind), wanted(kind, all, List.of(kind)));
  }

  /** Objects that were chosen already, with the columns that are asked for. */
  public <T> ListView view(ObjectTable<T> table, Listing<T> wanted) {
    return columns(table).view(wanted);
  }

  /** Things that are no kernel objects of a kind, and so have no fields to ask for. */
  public <T> ListView viewOfAll(ObjectTable<T> table, Listing<T> all) {
    if (where.given().isPresent()) {
      throw arguments.wrong("--where: asks for kernel objects, not for what is listed here");
    }
    return view(table, all);
  }

  /** A table with the columns that are asked for. */
  public <T> ObjectTable<T> columns(ObjectTable<T> table) {
    List<String> asked = columns(List.of(table));
    return asked.isEmpty() ? table : table.only(asked);
  }

  /**
   * The columns that are asked for, each of which one of the tables has; none for the usual ones.
   */
  private List<String> columns(List<ObjectTable<?>> tables) {
    Optional<List<String>> asked = columns.given();
    if (asked.isEmpty()) {
      return List.of();
    }
    Set<String> known = new LinkedHashSet<>();
    tables.forEach(table -> known.addAll(table.columns()));
    for (String name : asked.get()) {
      if (!known.contains(name)) {
        throw arguments.wrong(
            "--columns: no column '%s' (%s)"
                .formatted(
                    name,
                    NearestName.of(name, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElse("there are " + String.join(", ", known))));
      }
    }
    return asked.get();
  }

  /** Lists of several kinds; of one that has none of the columns asked for nothing is shown. */
  public ListView views(List<Table<?>> lists) throws IOException {
    List<ObjectKind<?>> kinds = new ArrayList<>();
    List<ObjectTable<?>> tables = new ArrayList<>();
    for (Table<?> list : lists) {
      kinds.add(list.kind());
      tables.add(ObjectTable.of(list.kind()));
    }
    List<String> asked = columns(tables);
    List<ListView> views = new ArrayList<>();
    for (Table<?> list : lists) {
      view(list, kinds, asked).ifPresent(views::add);
    }
    return views.size() == 1 ? views.get(0) : new ListingsView(views);
  }

  private <T> Optional<ListView> view(Table<T> list, List<ObjectKind<?>> kinds, List<String> asked)
      throws IOException {
    ObjectTable<T> table = ObjectTable.of(list.kind());
    if (!asked.isEmpty()) {
      table = table.only(asked);
    }
    if (table.attributes().isEmpty()) {
      return Optional.empty();
    }
    Listing<T> wanted = wanted(list.kind(), list.all(), kinds);
    return Optional.of(list.detailed() ? table.details(wanted) : table.view(wanted));
  }

  /**
   * Objects of one kind.
   *
   * @param detailed whether each has a block of lines
   */
  public record Table<T>(ObjectKind<T> kind, Listing<T> all, boolean detailed) {}
}
