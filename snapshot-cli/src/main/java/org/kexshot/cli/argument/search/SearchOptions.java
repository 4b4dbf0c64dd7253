package org.kexshot.cli.argument.search;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.kexshot.cli.argument.Argument;
import org.kexshot.cli.argument.Arguments;
import org.kexshot.cli.argument.WholeNumber;
import org.kexshot.index.SearchRequest;
import picocli.CommandLine.Model.OptionSpec;

/** Which objects a search shows, in which order, and what it counts. */
public final class SearchOptions {
  private final Arguments arguments;
  private final Argument<String> within;
  private final Argument<Integer> limit;
  private final Argument<String> sort;
  private final Argument<String> after;
  private final Argument<String> facet;

  public SearchOptions(Arguments arguments) {
    this.arguments = arguments;
    within =
        arguments.option(
            String.class,
            OptionSpec.builder("-s", "--snapshot")
                .paramLabel("ID")
                .description("Look in this snapshot only."));
    limit =
        arguments.option(
            Integer.class,
            OptionSpec.builder("-n", "--limit")
                .paramLabel("N")
                .converters(WholeNumber.from(1))
                .defaultValue("50")
                .description("Show so many of the best. Default: ${DEFAULT-VALUE}."));
    sort =
        arguments.option(
            String.class,
            OptionSpec.builder("--sort")
                .paramLabel("FIELD")
                .description(
                    "Sort by a field's value, with :desc behind it from the highest down."
                        + " Default: the best first."));
    after =
        arguments.option(
            String.class,
            OptionSpec.builder("--after")
                .paramLabel("PLACE")
                .description("Go on behind the place that the search before ended with."));
    facet =
        arguments.option(
            String.class,
            OptionSpec.builder("--facet")
                .paramLabel("FIELDS")
                .description(
                    "Count all that is found by the values of these fields, with commas between,"
                        + " e.g. kind,snapshot."));
  }

  /** The snapshot to look in, as the user named it. */
  public Optional<String> within() {
    return within.given();
  }

  /** How many hits to show. */
  public int limit() {
    return limit.value();
  }

  /** Refuses what is asked of objects where memory itself is searched. */
  public void requireNoneOfObjects() {
    if (sort.given().isPresent() || after.given().isPresent() || facet.given().isPresent()) {
      throw arguments.wrong("--sort, --after, --facet: of objects alone, not of memory");
    }
  }

  /** Where to go on in strings on a server; refuses what is asked of objects or snapshots. */
  public Optional<String> placeInStrings() {
    if (sort.given().isPresent() || facet.given().isPresent()) {
      throw arguments.wrong("--sort, --facet: of objects alone, not of memory");
    }
    if (within.given().isPresent()) {
      throw arguments.wrong(
          "--snapshot: of a page a server knows only the snapshot that brought it: ask on the"
              + " machine itself");
    }
    return after.given();
  }

  /**
   * What to look for.
   *
   * @param snapshotId full id of the snapshot to look in
   */
  public SearchRequest request(String query, Optional<String> snapshotId) {
    List<String> facets =
        facet.given().map(fields -> Arrays.asList(fields.split(","))).orElse(List.of());
    return new SearchRequest(query, snapshotId, limit.value(), sort.given(), after.given(), facets);
  }
}
