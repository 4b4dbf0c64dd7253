package org.kexshot.diff.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kexshot.address.PfnSet;
import org.kexshot.memory.FakePhysicalMemory;

class ContentMatchingTest {
  private static final int ABSENT = -1;
  private static final int DAMAGED = -2;

  /** Images of pages that are one of a few, excluded or damaged; frames by what they hold. */
  private static int[] contents(Random random, int pages, int variety) {
    return random.ints(pages, DAMAGED, variety).toArray();
  }

  private static FakePhysicalMemory memory(int[] contents) {
    FakePhysicalMemory memory = new FakePhysicalMemory((long) contents.length << 12);
    for (int frame = 0; frame < contents.length; frame++) {
      if (contents[frame] == 0) {
        memory.addZeros(frame);
      } else if (contents[frame] != ABSENT) {
        memory.writeNumber((long) frame << 12, contents[frame], 8);
      }
      if (contents[frame] == DAMAGED) {
        memory.damage(frame);
      }
    }
    return memory;
  }

  private static List<Long> frames(PfnSet set) {
    List<Long> frames = new ArrayList<>();
    for (long frame = set.nextIn(0); frame < set.end(); frame = set.nextIn(frame + 1)) {
      frames.add(frame);
    }
    return frames;
  }

  private static void requireMatches(
      int[] own, int[] other, PfnSet matched, PfnSet alone, String which) {
    Set<Integer> elsewhere = new HashSet<>();
    for (int content : other) {
      if (content >= 0) {
        elsewhere.add(content);
      }
    }
    List<Long> expectedMatched = new ArrayList<>();
    List<Long> expectedAlone = new ArrayList<>();
    for (int frame = 0; frame < own.length; frame++) {
      if (own[frame] >= 0) {
        (elsewhere.contains(own[frame]) ? expectedMatched : expectedAlone).add((long) frame);
      }
    }
    assertThat(frames(matched)).as(which).isEqualTo(expectedMatched);
    assertThat(frames(alone)).as(which).isEqualTo(expectedAlone);
  }

  @Test
  void findsEachPageOfTheOtherImageWhereverItLies() throws IOException {
    for (long seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      int variety = 1 + random.nextInt(4000);
      int[] first = contents(random, 1 + random.nextInt(3000), variety);
      int[] second = contents(random, 1 + random.nextInt(3000), variety);
      long passPages = seed % 2 == 0 ? 1L << 20 : 1 + random.nextInt(400);
      ContentMatches matches =
          ContentMatching.of(
              new MemoryDigests(memory(first)), new MemoryDigests(memory(second)), passPages);
      requireMatches(
          first, second, matches.matchedInFirst(), matches.aloneInFirst(), "first " + seed);
      requireMatches(
          second, first, matches.matchedInSecond(), matches.aloneInSecond(), "second " + seed);
    }
  }

  @Test
  void tellsTheSecondImageFrameByFrameAndWhatIsGone() throws IOException {
    int[] first = {5, 6, 7, 7, ABSENT, DAMAGED, 0};
    int[] second = {7, 5, 5, 9, 9, ABSENT, DAMAGED, 8, 0, 0};
    ContentMatches matches = new MemoryComparison(memory(first), memory(second)).contentMatches();
    List<String> runs = new ArrayList<>();
    PageComparison.RunVisitor visitor =
        (change, frame, count) -> runs.add("%s %d+%d".formatted(change, frame, count));
    matches.forEachOfSecond(memory(second).ramFrames(), visitor);
    assertThat(runs)
        .containsExactly("SAME 0+3", "APPEARED 3+2", "UNKNOWN 5+2", "APPEARED 7+1", "SAME 8+2");
    runs.clear();
    matches.forEachGone(visitor);
    assertThat(runs).containsExactly("VANISHED 1+1");
  }

  /** Of memory that one image lacks and the other has, nothing is said as if it were known. */
  @Test
  void noZerosOnOneSideAreZerosAloneOnTheOther() throws IOException {
    int[] first = {1, 2};
    int[] second = {0, 1};
    ContentMatches matches = new MemoryComparison(memory(first), memory(second)).contentMatches();
    assertThat(frames(matches.aloneInSecond())).containsExactly(0L);
    assertThat(frames(matches.matchedInSecond())).containsExactly(1L);
    assertThat(frames(matches.aloneInFirst())).containsExactly(1L);
  }
}
