package org.kexshot.cli.argument.listing;

import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.render.ObjectTable;
import org.kexshot.index.ObjectFilter;
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
                        + " 'name:ssh* NOT state:S'. Fields are the names in --json."));
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

  /** Whether the user says what is to be shown of each. */
  public boolean choosesColumns() {
    return columns.given().isPresent();
  }

  /**
   * What is chosen of some kinds; to be asked before they are read, which may take long.
   *
   * @param kinds that are listed beside each other: a query may name the fields of any
   * @throws org.kexshot.index.SearchSyntaxException if the query cannot be read
   */
  public ObjectChoice of(List<? extends ObjectKind<?>> kinds) throws IOException {
    return of(kinds, kinds.stream().<ObjectTable<?>>map(ObjectTable::of).toList());
  }

  /**
   * The same where they are shown in tables of their own.
   *
   * @param tables of which one must have each of the columns
   */
  public ObjectChoice of(List<? extends ObjectKind<?>> kinds, List<ObjectTable<?>> tables)
      throws IOException {
    return new ObjectChoice(
        where.given().isPresent()
            ? Optional.of(ObjectFilter.of(where.value(), kinds))
            : Optional.empty(),
        columnsOf(tables));
  }

  /** What is chosen of things that are no kernel objects, and so have no fields to ask for. */
  public ObjectChoice of(ObjectTable<?> table) {
    if (where.given().isPresent()) {
      throw arguments.wrong("--where: asks for kernel objects, not for what is listed here");
    }
    return new ObjectChoice(Optional.empty(), columnsOf(List.of(table)));
  }

  private List<String> columnsOf(List<ObjectTable<?>> tables) {
    Set<String> known = new LinkedHashSet<>();
    tables.forEach(table -> known.addAll(table.columns()));
    List<String> asked = columns.given().orElse(List.of());
    for (String name : asked) {
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
    return asked;
  }
}
