package org.kexshot.index.fleet;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kexshot.index.SearchSyntaxException;
import org.kexshot.index.query.MachineCondition;
import org.kexshot.index.query.MemoryQuery;
import org.kexshot.strings.StringScanner;

/** What a server looks for among pages of memory. */
public final class PageQuery {
  /** Sequences of a long text that are asked for; more would hardly leave out another page. */
  private static final int MOST_TRIGRAMS = 64;

  private static final int TRIGRAM = 3;

  private PageQuery() {}

  /**
   * Pages whose strings may hold the text of a query: they have all its sequences of three
   * characters, in either case.
   *
   * @param query that a server can answer
   */
  public static Map<String, Object> holding(MemoryQuery query) {
    List<Map<String, Object>> filters = new ArrayList<>();
    List<Map<String, Object>> excluded = new ArrayList<>();
    filters.add(
        Map.of(
            "match",
            Map.of(FleetFields.STRINGS, Map.of("query", start(query.text()), "operator", "and"))));
    for (MachineCondition machine : query.machines()) {
      (machine.negated() ? excluded : filters)
          .add(
              machine.pattern()
                  ? FleetQuery.pattern(FleetFields.MACHINE, machine.name())
                  : FleetQuery.term(FleetFields.MACHINE, machine.name()));
    }
    return FleetQuery.all(List.of(), excluded, filters);
  }

  private static String start(String text) {
    int most = MOST_TRIGRAMS + TRIGRAM - 1;
    return text.codePointCount(0, text.length()) <= most
        ? text
        : text.substring(0, text.offsetByCodePoints(0, most));
  }

  /**
   * Refuses what a server cannot know, or would answer in part.
   *
   * @throws SearchSyntaxException if a query asks that
   */
  public static void check(MemoryQuery query) throws SearchSyntaxException {
    if (!query.owners().isEmpty()) {
      throw new SearchSyntaxException(
          "owner: a server does not know whose memory it is: ask on the machine itself");
    }
    if (query.snapshot().isPresent()) {
      throw new SearchSyntaxException(
          "snapshot: of a page a server knows only the snapshot that brought it: ask on the machine"
              + " itself");
    }
    String text = query.text();
    if (text.codePointCount(0, text.length()) < StringScanner.LEAST) {
      throw new SearchSyntaxException(
          "'%s': less than %d characters may stand alone in memory: ask on the machine itself"
              .formatted(text, StringScanner.LEAST));
    }
    if (!text.codePoints().allMatch(PageQuery::isInStrings)) {
      throw new SearchSyntaxException(
          "a control character is in no string that a server has: ask on the machine itself");
    }
  }

  /** As {@link StringScanner} has it. */
  private static boolean isInStrings(int character) {
    return character == '\t' || !Character.isISOControl(character);
  }

  /** All pages of all repositories. */
  public static Map<String, Object> all() {
    return FleetQuery.exists(FleetFields.PAGE_NUMBER);
  }

  /** All pages of a repository. */
  public static Map<String, Object> of(String repository) {
    return FleetQuery.filter(FleetQuery.term(FleetFields.REPOSITORY, repository), all());
  }

  /** Pages of a repository that a snapshot brought. */
  public static Map<String, Object> broughtBy(String snapshotId, String repository) {
    return FleetQuery.filter(FleetQuery.term(FleetFields.SNAPSHOT_ID, snapshotId), of(repository));
  }

  /** Those of them with numbers from one to another. */
  public static Map<String, Object> broughtBy(
      String snapshotId, String repository, long first, long last) {
    return FleetQuery.filter(
        FleetQuery.range(FleetFields.PAGE_NUMBER, first, last, Map.of()),
        broughtBy(snapshotId, repository));
  }

  /** What is noted of a repository's pages. */
  public static Map<String, Object> notesOf(String repository) {
    return FleetQuery.all(
        List.of(), List.of(all()), List.of(FleetQuery.term(FleetFields.REPOSITORY, repository)));
  }
}
