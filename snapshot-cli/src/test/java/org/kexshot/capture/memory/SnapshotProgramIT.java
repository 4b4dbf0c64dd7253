package org.kexshot.capture.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.kexshot.address.PfnSet;
import org.kexshot.capture.memory.SnapshotResults.Status;
import org.kexshot.filter.DumpLevel;
import org.kexshot.filter.PageKind;
import org.kexshot.filter.PageSelection;
import org.kexshot.kexec.BareMachine;
import org.kexshot.paging.PagingForm;

/**
 * The program in physical mode itself, the bytes that are shipped, on a machine with nothing else:
 * what it copies, excludes and counts is what {@link org.kexshot.filter.PageFilter} says of the
 * same memory, and it writes nowhere else.
 */
class SnapshotProgramIT {
  private static final long REQUEST = 0x1122_3344_5566_7788L;

  static Stream<Arguments> machines() {
    Random random = new Random(31);
    return Stream.of(
            PagingForm.I386, PagingForm.I386_PAE, PagingForm.X86_64, PagingForm.X86_64_LA57)
        .flatMap(
            form ->
                Stream.of(31, 17, 0, random.nextInt(32), random.nextInt(32), random.nextInt(32))
                    .map(level -> Arguments.of(form, level, random.nextLong())));
  }

  @ParameterizedTest
  @MethodSource("machines")
  void copiesWhatTheFilterKeeps(PagingForm form, int number, long seed) throws Exception {
    DumpLevel level = new DumpLevel(number);
    try (BareMachine bare = new BareMachine()) {
      RandomMachine machine = new RandomMachine(bare.memory(), form, seed);
      long entry = machine.load(level, REQUEST, RandomMachine.programAddress());
      byte[] before = bytes(bare);
      PageSelection expected = machine.expected(level);
      bare.run(machine.architecture(), entry);

      PfnSet zeros = new PfnSet(RandomMachine.FRAMES);
      PfnSet kept = expected.kept().copy();
      for (long pfn = kept.nextIn(0); pfn < kept.end(); pfn = kept.nextIn(pfn + 1)) {
        if (level.excludesZero() && isZero(before, pfn)) {
          zeros.add(pfn);
        }
      }
      kept.removeAll(zeros);
      SnapshotResults results = machine.results();
      assertThat(results.request()).isEqualTo(REQUEST);
      assertThat(results.status())
          .isEqualTo(kept.count() <= machine.bufferPages() ? Status.DONE : Status.FULL);
      assertThat(counts(results)).isEqualTo(counts(expected, zeros, machine.own()));
      assertThat(machine.zeros()).isEqualTo(zeros);
      requireCopies(machine, before, kept, results);
      requireUntouched(bare, before, machine.own());
    }
  }

  /** A page that is not where it was ends the snapshot before anything is copied. */
  @ParameterizedTest
  @EnumSource(
      value = PagingForm.class,
      names = {"I386", "X86_64"})
  void pagesThatAreBeingMovedEndIt(PagingForm form) throws Exception {
    try (BareMachine bare = new BareMachine()) {
      RandomMachine machine = new RandomMachine(bare.memory(), form, 7);
      machine.unmap(1234);
      long entry = machine.load(DumpLevel.IN_USE, REQUEST, RandomMachine.programAddress());
      bare.run(machine.architecture(), entry);
      assertThat(machine.results().status()).isEqualTo(Status.MOVED);
      assertThat(machine.results().address()).isEqualTo(machine.areaPage(1234));
      assertThat(machine.copied().count()).isZero();

      entry = machine.load(DumpLevel.IN_USE, REQUEST, RandomMachine.programAddress() + 4096);
      bare.run(machine.architecture(), entry);
      assertThat(machine.results().status()).isEqualTo(Status.MOVED);
      assertThat(machine.results().address()).isEqualTo(RandomMachine.nest());
    }
  }

  @Test
  void withoutItsPageOfResultsItTellsNothing() throws Exception {
    try (BareMachine bare = new BareMachine()) {
      RandomMachine machine = new RandomMachine(bare.memory(), PagingForm.I386, 8);
      machine.unmap(0);
      long entry = machine.load(DumpLevel.IN_USE, REQUEST, RandomMachine.programAddress());
      byte[] before = bytes(bare);
      bare.run(machine.architecture(), entry);
      assertThat(machine.results().request()).isNotEqualTo(REQUEST);
      requireUntouched(bare, before, new PfnSet(RandomMachine.FRAMES));
    }
  }

  private static byte[] bytes(BareMachine bare) {
    byte[] bytes = new byte[bare.memory().capacity()];
    bare.memory().get(0, bytes);
    return bytes;
  }

  private static boolean isZero(byte[] memory, long pfn) {
    int start = (int) pfn << 12;
    return Arrays.mismatch(memory, start, start + 4096, new byte[4096], 0, 4096) < 0;
  }

  private static Map<String, Long> counts(SnapshotResults results) {
    Map<String, Long> counts = new HashMap<>();
    for (PageKind kind : PageKind.values()) {
      counts.put(kind.name(), results.count(kind));
    }
    counts.put("OWN", results.own());
    return counts;
  }

  private static Map<String, Long> counts(PageSelection selection, PfnSet zeros, PfnSet own) {
    Map<String, Long> counts = new HashMap<>();
    for (PageKind kind : PageKind.values()) {
      counts.put(kind.name(), selection.counts().get(kind));
    }
    counts.merge("KEPT", -zeros.count(), Long::sum);
    counts.put("ZERO", zeros.count());
    counts.put("OWN", own.count());
    return counts;
  }

  /** The k-th copied frame is in the buffer's k-th page, and the sums are those of these pages. */
  private static void requireCopies(
      RandomMachine machine, byte[] before, PfnSet kept, SnapshotResults results) {
    PfnSet copied = machine.copied();
    WordSums sums = new WordSums(machine.architecture().pointerSize());
    int place = 0;
    long pfn = kept.nextIn(0);
    for (; pfn < kept.end() && place < machine.bufferPages(); pfn = kept.nextIn(pfn + 1)) {
      assertThat(copied.contains(pfn)).as("frame 0x%x copied", pfn).isTrue();
      byte[] page = new byte[4096];
      machine.bufferPage(place++).get(page);
      int start = (int) pfn << 12;
      assertThat(Arrays.equals(page, 0, 4096, before, start, start + 4096))
          .as("bytes of frame 0x%x", pfn)
          .isTrue();
      sums.addPage(ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN));
    }
    assertThat(copied.count()).isEqualTo(place);
    assertThat(results.sum()).isEqualTo(sums.sum());
    assertThat(results.sumOfSums()).isEqualTo(sums.sumOfSums());
  }

  /** Nothing but the capture's own pages, the firmware's and the stub's is written to. */
  private static void requireUntouched(BareMachine bare, byte[] before, PfnSet own) {
    byte[] after = bytes(bare);
    for (long at = BareMachine.FIRST; at < BareMachine.LAST; at += 4096) {
      long pfn = at >>> 12;
      if (!own.contains(pfn)
          && (at < RandomMachine.programAddress()
              || at >= RandomMachine.programAddress() + 0x4000)) {
        assertThat(
                Arrays.equals(before, (int) at, (int) at + 4096, after, (int) at, (int) at + 4096))
            .as("frame 0x%x untouched", pfn)
            .isTrue();
      }
    }
  }
}
