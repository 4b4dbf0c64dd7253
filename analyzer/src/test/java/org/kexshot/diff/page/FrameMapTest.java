package org.kexshot.diff.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.kexshot.owner.OwnerKind;

class FrameMapTest {
  private static final FrameState SLAB = state(PageChange.SAME, OwnerKind.SLAB, "");
  private static final FrameState CHANGED = state(PageChange.CHANGED, OwnerKind.SLAB, "dentry");
  private static final FrameState CAME = state(PageChange.APPEARED, OwnerKind.ANONYMOUS, "sh[1]");
  private static final FrameState UNKNOWN = state(PageChange.UNKNOWN, OwnerKind.FREE, "");

  /** Frames of which the same is said, after some that are RAM in neither image. */
  record Piece(int gap, int frames, FrameState state) {}

  record Cell(FrameState state, long differing) {}

  private static FrameState state(PageChange change, OwnerKind owner, String name) {
    return new FrameState(change, OwnerKind.FREE, owner, name);
  }

  @Provide
  Arbitrary<Piece> pieces() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(1, 20),
            Arbitraries.of(SLAB, CHANGED, CAME, UNKNOWN))
        .as(Piece::new);
  }

  private static Map<Long, FrameState> fill(FrameMapBuilder builder, List<Piece> pieces) {
    Map<Long, FrameState> frames = new TreeMap<>();
    long at = 0;
    for (Piece piece : pieces) {
      at += piece.gap();
      builder.add(piece.state(), at, piece.frames());
      for (int i = 0; i < piece.frames(); i++) {
        frames.put(at++, piece.state());
      }
    }
    return frames;
  }

  private static Map<Long, Cell> cells(FrameMap map) {
    Map<Long, Cell> cells = new TreeMap<>();
    map.forEachRun(
        (state, first, count, differing) -> {
          for (long cell = first; cell < first + count; cell++) {
            assertThat(cells.put(cell, new Cell(state, differing))).isNull();
          }
        });
    return cells;
  }

  @Property
  void saysOfEachFrameWhatWasAdded(@ForAll List<@From("pieces") Piece> pieces) {
    FrameMapBuilder builder = new FrameMapBuilder();
    Map<Long, FrameState> frames = fill(builder, pieces);
    FrameMap map = builder.build();
    assertThat(map.framesPerCell()).isEqualTo(1);
    Map<Long, Cell> expected = new TreeMap<>();
    frames.forEach((frame, state) -> expected.put(frame, new Cell(state, state.differs() ? 1 : 0)));
    assertThat(cells(map)).isEqualTo(expected);
  }

  /** However coarse it had to become: no frame that differs is lost, and none is made up. */
  @Property
  void countsWhatDiffersInEachCell(
      @ForAll @Size(max = 60) List<@From("pieces") Piece> pieces,
      @ForAll @IntRange(min = 1, max = 40) int limit) {
    FrameMapBuilder builder = new FrameMapBuilder(0, limit, true);
    Map<Long, FrameState> frames = fill(builder, pieces);
    FrameMap map = builder.build();
    assertThat(map.runs()).isLessThanOrEqualTo(limit);
    Map<Long, Long> differing = new TreeMap<>();
    Map<Long, List<FrameState>> states = new TreeMap<>();
    frames.forEach(
        (frame, state) -> {
          long cell = frame >>> map.shift();
          differing.merge(cell, state.differs() ? 1L : 0, Long::sum);
          states.computeIfAbsent(cell, none -> new ArrayList<>()).add(state);
        });
    Map<Long, Cell> cells = cells(map);
    assertThat(cells.keySet()).isEqualTo(differing.keySet());
    cells.forEach(
        (cell, said) -> {
          assertThat(said.differing()).isEqualTo(differing.get(cell));
          assertThat(states.get(cell)).contains(said.state());
          assertThat(said.state().differs()).isEqualTo(said.differing() > 0);
        });
  }

  @Test
  void saysOfACellWhatMostOfItsDifferingFramesAre() {
    FrameMapBuilder builder = new FrameMapBuilder(3, 100, true);
    builder.add(SLAB, 0, 4);
    builder.add(CHANGED, 4, 1);
    builder.add(CAME, 5, 2);
    builder.add(SLAB, 7, 9);
    assertThat(cells(builder.build()))
        .isEqualTo(Map.of(0L, new Cell(CAME, 3), 1L, new Cell(SLAB, 0)));
  }

  @Test
  void isCoarserByOneStep() {
    FrameMapBuilder builder = new FrameMapBuilder();
    builder.add(SLAB, 0, 5);
    builder.add(CHANGED, 5, 4);
    FrameMap coarser = builder.build().coarser();
    assertThat(coarser.framesPerCell()).isEqualTo(2);
    assertThat(cells(coarser))
        .isEqualTo(
            Map.of(
                0L, new Cell(SLAB, 0),
                1L, new Cell(SLAB, 0),
                2L, new Cell(CHANGED, 1),
                3L, new Cell(CHANGED, 2),
                4L, new Cell(CHANGED, 1)));
  }

  /** A terabyte, as far as a claim goes, costs as much as its runs. */
  @Test
  void staysSmallForAnImageOfATebibyte() {
    FrameMapBuilder builder = new FrameMapBuilder();
    long frames = 1L << 28;
    for (long at = 0; at < frames; at += 128) {
      builder.add(SLAB, at, 100);
      builder.add(CHANGED, at + 100, 3);
    }
    FrameMap map = builder.build();
    assertThat(map.runs()).isLessThanOrEqualTo(FrameMapBuilder.DEFAULT_LIMIT);
    assertThat(map.end() << map.shift()).isEqualTo(frames);
    long[] differing = {0};
    map.forEachRun((state, first, cells, each) -> differing[0] += cells * each);
    assertThat(differing[0]).isEqualTo(frames / 128 * 3);
  }

  @Test
  void saysThatThereWereTooManyNames() {
    FrameMapBuilder builder = new FrameMapBuilder();
    for (int i = 0; i < 4096; i++) {
      builder.add(state(PageChange.CHANGED, OwnerKind.PAGE_CACHE, "/tmp/" + i), i, 1);
    }
    assertThat(builder.build().isNamed()).isTrue();
    builder.add(state(PageChange.CHANGED, OwnerKind.PAGE_CACHE, "/tmp/more"), 4096, 1);
    FrameMap map = builder.build();
    assertThat(map.isNamed()).isFalse();
    assertThat(cells(map).get(4096L).state().name()).isEmpty();
    assertThat(cells(map).get(4095L).state().name()).isEqualTo("/tmp/4095");
  }
}
