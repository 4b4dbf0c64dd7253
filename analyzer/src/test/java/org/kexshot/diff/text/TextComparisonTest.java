package org.kexshot.diff.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.page.PageChange;
import org.kexshot.kernel.FakeKernel;
import org.kexshot.kernel.text.PatchCause;

class TextComparisonTest {
  private static final long TEXT = FakeKernel.PAGE_OFFSET + 0x20_0000;
  private static final int KEYS = 8;
  private static final int RUNNING = 2;

  private final FakeKernel before = new FakeKernel();
  private final FakeKernel after = new FakeKernel();
  private long state;

  @BeforeEach
  void layOut() throws IOException {
    for (FakeKernel made : new FakeKernel[] {before, after}) {
      made.define("jump_entry", "code: int", "target: int", "key: int")
          .enumerate("system_states", "SYSTEM_BOOTING", "SYSTEM_SCHEDULING", "SYSTEM_RUNNING");
      made.symbol("_stext", TEXT).symbol("_etext", TEXT + 0x2000);
      made.symbol("__start_rodata", TEXT + 0x4000).symbol("__end_rodata", TEXT + 0x5000);
      made.function("code", TEXT);
      made.bytes(TEXT, new byte[0x5000]);
      long table = made.allocate(12 * KEYS);
      made.symbol("__start___jump_table", table);
      made.symbol("__stop___jump_table", table + 12 * KEYS);
      for (int i = 0; i < KEYS; i++) {
        long entry = table + 12 * i;
        made.set(entry, "jump_entry", "code", TEXT + 0x100 * i - entry);
        made.set(entry, "jump_entry", "target", TEXT + 0x100 * i + 5 - (entry + 4));
        made.bytes(TEXT + 0x100 * i, new byte[] {0x3e, (byte) 0x8d, 0x74, 0x26, 0});
      }
      state = made.allocate(4);
      made.number(state, RUNNING, 4);
      made.symbol("system_state", state);
    }
  }

  private TextDifference difference() throws IOException {
    return TextComparison.between(before.open(), after.open(), frame -> false);
  }

  @Test
  void patchesAreCountedWithAFewExamples() throws Exception {
    for (int i = 0; i < KEYS; i++) {
      after.bytes(TEXT + 0x100 * i, new byte[] {(byte) 0xe9, 0, 0, 0, 0});
    }
    TextDifference difference = difference();
    assertThat(difference.isWhole()).isTrue();
    assertThat(difference.comparedBytes()).isEqualTo(0x3000);
    PatchedSites patched = difference.patched().get(0);
    assertThat(difference.patched()).hasSize(1);
    assertThat(patched.cause()).isEqualTo(PatchCause.STATIC_KEY);
    assertThat(patched.count()).isEqualTo(KEYS);
    assertThat(patched.examples()).hasSize(3);
    assertThat(difference.alarms()).isEmpty();
  }

  @Test
  void moreAlarmsThanAreKeptAreCounted() throws Exception {
    for (int at = 0x800; at < 0x2000; at += 16) {
      after.bytes(TEXT + at, new byte[] {1});
    }
    TextDifference difference = difference();
    assertThat(difference.alarms()).hasSize(TextDifference.MOST_KEPT);
    assertThat(difference.alarmCount()).isEqualTo(0x1800 / 16);
  }

  /** It patches itself with alternatives then, of which nobody keeps a list. */
  @Test
  void aKernelThatIsStillStartingIsNotCompared() throws Exception {
    before.number(state, RUNNING - 1, 4);
    assertThat(difference().notCompared().orElseThrow()).contains("still starting");
  }

  @Test
  void aKernelWithoutSymbolsForItsConstantsIsNotWhole() throws Exception {
    TextDifference difference =
        TextComparison.between(bare().open(), bare().open(), frame -> false);
    assertThat(difference.isWhole()).isFalse();
    assertThat(difference.unknown()).anyMatch(problem -> problem.contains("constants"));
  }

  private static FakeKernel bare() {
    FakeKernel made = new FakeKernel();
    made.symbol("_stext", TEXT).symbol("_etext", TEXT + 0x2000);
    made.bytes(TEXT, new byte[0x2000]);
    return made;
  }

  @Test
  void onlyFramesThatAreTheSameCountAsSuch() {
    SameFrames frames = new SameFrames(100);
    frames.run(PageChange.CHANGED, 0, 10);
    frames.run(PageChange.SAME, 10, 5);
    frames.run(PageChange.UNKNOWN, 15, 5);
    assertThat(frames.test(9)).isFalse();
    assertThat(frames.test(10)).isTrue();
    assertThat(frames.test(14)).isTrue();
    assertThat(frames.test(15)).isFalse();
    assertThat(frames.test(1000)).isFalse();
  }
}
