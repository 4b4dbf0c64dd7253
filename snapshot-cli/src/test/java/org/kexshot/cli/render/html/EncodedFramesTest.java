package org.kexshot.cli.render.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.kexshot.diff.page.FrameMap;
import org.kexshot.diff.page.FrameMapBuilder;
import org.kexshot.diff.page.FrameState;
import org.kexshot.diff.page.PageChange;
import org.kexshot.owner.OwnerKind;

class EncodedFramesTest {
  /** Frames of which the same is said, after some that are RAM in neither image. */
  record Piece(int gap, int frames, FrameState state) {}

  /** A run as it is encoded: a state, or null for cells that are RAM in neither image. */
  record Run(FrameState state, long cells, long differing) {}

  @Provide
  Arbitrary<Piece> pieces() {
    Arbitrary<FrameState> states =
        Combinators.combine(
                Arbitraries.of(PageChange.class),
                Arbitraries.of(OwnerKind.class),
                Arbitraries.of(OwnerKind.class),
                Arbitraries.of("", "dentry", "/tmp/a", "sh[12]"))
            .as(FrameState::new);
    return Combinators.combine(
            Arbitraries.integers().between(0, 300),
            Arbitraries.integers().between(1, 100_000),
            states)
        .as(Piece::new);
  }

  private static FrameMap map(List<Piece> pieces) {
    FrameMapBuilder builder = new FrameMapBuilder();
    long at = 0;
    for (Piece piece : pieces) {
      builder.add(piece.state(), at + piece.gap(), piece.frames());
      at += piece.gap() + piece.frames();
    }
    return builder.build();
  }

  private static List<Run> runs(FrameMap map) {
    List<Run> runs = new ArrayList<>();
    long[] next = {0};
    map.forEachRun(
        (state, first, cells, differing) -> {
          if (first > next[0]) {
            runs.add(new Run(null, first - next[0], 0));
          }
          runs.add(new Run(state, cells, differing));
          next[0] = first + cells;
        });
    return runs;
  }

  /** Reads the page's data as its script does. */
  private static final class Decoder {
    private final byte[] bytes;
    private final int length;
    private int at;

    Decoder(String base64) throws DataFormatException {
      Inflater inflater = new Inflater(true);
      inflater.setInput(Base64.getDecoder().decode(base64));
      bytes = new byte[1 << 22];
      length = inflater.inflate(bytes);
      assertThat(inflater.finished()).isTrue();
      inflater.end();
    }

    long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte next = bytes[at++];
        value |= (long) (next & 0x7f) << shift;
        if (next >= 0) {
          return value;
        }
      }
    }

    List<Run> runs(List<String> names, boolean single) {
      List<FrameState> states = new ArrayList<>();
      states.add(null);
      for (long left = number(); left > 0; left--) {
        states.add(
            new FrameState(
                PageChange.values()[(int) number()],
                OwnerKind.values()[(int) number()],
                OwnerKind.values()[(int) number()],
                names.get((int) number())));
      }
      List<Run> runs = new ArrayList<>();
      while (at < length) {
        FrameState state = states.get((int) number());
        long cells = number();
        boolean differs = state != null && state.differs();
        runs.add(new Run(state, cells, differs ? single ? 1 : number() : 0));
      }
      return runs;
    }
  }

  @Property
  void isReadAsItWasWritten(@ForAll List<@From("pieces") Piece> pieces, @ForAll boolean coarse)
      throws Exception {
    FrameMap map = coarse ? map(pieces).coarser() : map(pieces);
    EncodedFrames encoded = EncodedFrames.of(map, Long.MAX_VALUE, new SizeBudget(1 << 20));
    assertThat(new Decoder(encoded.base64()).runs(encoded.names(), !coarse)).isEqualTo(runs(map));
  }

  @Test
  void becomesCoarserUntilItFits() throws Exception {
    Random random = new Random(7);
    List<Piece> pieces = new ArrayList<>();
    for (int i = 0; i < 50_000; i++) {
      PageChange change = PageChange.values()[random.nextInt(5)];
      OwnerKind kind = OwnerKind.values()[random.nextInt(19)];
      pieces.add(new Piece(0, 1 + random.nextInt(9), new FrameState(change, kind, kind, "")));
    }
    FrameMap map = map(pieces);
    EncodedFrames encoded = EncodedFrames.of(map, 20_000, new SizeBudget(1 << 20));
    assertThat(encoded.base64().length()).isBetween(5_000, 20_000);
    assertThat(encoded.map().framesPerCell()).isGreaterThan(1);
    assertThat(new Decoder(encoded.base64()).runs(encoded.names(), false))
        .isEqualTo(runs(encoded.map()));
  }

  @Test
  void anOwnerWhoseNameDoesNotFitHasNone() throws Exception {
    FrameState named = new FrameState(PageChange.SAME, OwnerKind.SLAB, OwnerKind.SLAB, "dentry");
    EncodedFrames encoded =
        EncodedFrames.of(map(List.of(new Piece(0, 3, named))), 1000, new SizeBudget(5));
    assertThat(encoded.names()).containsExactly("");
    assertThat(new Decoder(encoded.base64()).runs(encoded.names(), true))
        .containsExactly(
            new Run(new FrameState(PageChange.SAME, OwnerKind.SLAB, OwnerKind.SLAB, ""), 3, 0));
  }
}
