package org.kexshot.store.maintain;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a verification read and what it found.
 *
 * @param snapshots whose manifest and page map were checked
 * @param packs that were read whole, or where the structure alone was verified, whose indexes were
 * @param pages whose contents were hashed; none where the structure alone was verified
 * @param problems a sentence for each damaged or missing file; empty if all is well
 * @param notes what is no damage and yet not as one might expect
 */
public record Verification(
    int snapshots, int packs, long pages, List<String> problems, List<String> notes) {
  public Verification {
    problems = List.copyOf(problems);
    notes = List.copyOf(notes);
  }

  /** The same, with other words for what is damaged. */
  public Verification with(List<String> otherProblems) {
    return new Verification(snapshots, packs, pages, otherProblems, notes);
  }

  /** Whether packs were checked, and no page of theirs. */
  public boolean isOfStructure() {
    return packs > 0 && pages == 0;
  }

  /** The same, with what else was found. */
  public Verification with(List<String> moreProblems, List<String> moreNotes) {
    return new Verification(
        snapshots,
        packs,
        pages,
        Stream.concat(moreProblems.stream(), problems.stream()).toList(),
        Stream.concat(moreNotes.stream(), notes.stream()).toList());
  }
}
