package org.kexshot.store.maintain;

import java.util.ArrayList;
import java.util.List;

/**
 * What a verification read and what it found.
 *
 * @param snapshots whose manifest and page map were checked
 * @param packs that were read whole
 * @param pages whose contents were hashed
 * @param problems a sentence for each damaged file; empty if all is well
 */
public record Verification(int snapshots, int packs, long pages, List<String> problems) {
  public Verification {
    problems = List.copyOf(problems);
  }

  /** The same with what was found damaged before. */
  public Verification with(List<String> others) {
    List<String> all = new ArrayList<>(others);
    all.addAll(problems);
    return new Verification(snapshots, packs, pages, all);
  }
}
