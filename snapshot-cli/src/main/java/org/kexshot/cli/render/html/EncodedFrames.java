package org.kexshot.cli.render.html;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import org.kexshot.diff.page.FrameMap;
import org.kexshot.diff.page.FrameState;

/**
 * A map of frames as the page's script reads it: numbers of 7 bits a byte, the lowest first, with
 * the top bit set in all bytes but a number's last; deflated without a header, in base 64. The
 * numbers:
 *
 * <ol>
 *   <li>how many states there are, then of each the change, the owner before, the owner after (as
 *       they stand in their enumerations) and the number of the owner's name
 *   <li>to the end, runs of cells, the first from cell 0: 0 for cells that are RAM in neither
 *       image, or else the state's number from 1 on; how many cells; and where a cell is several
 *       frames and they differ, how many frames of each cell differ
 * </ol>
 *
 * @param map what is encoded
 * @param names of owners, the first of them the empty name
 * @param base64 the runs
 */
record EncodedFrames(FrameMap map, List<String> names, String base64) {

  /**
   * Encodes a map, made coarser until it fits.
   *
   * @param mostBytes the most characters of base 64
   * @param nameBudget takes the names; an owner whose name does not fit has none
   */
  static EncodedFrames of(FrameMap map, long mostBytes, SizeBudget nameBudget) {
    FrameMap fitting = map;
    Names names = new Names(nameBudget);
    String base64 = new Encoder(fitting, names).encode();
    while (base64.length() > mostBytes && fitting.runs() > 1) {
      fitting = fitting.coarser();
      base64 = new Encoder(fitting, names).encode();
    }
    return new EncodedFrames(fitting, names.all(), base64);
  }

  /** Names as the page has them, each once. */
  private static final class Names {
    private static final int TAGS = 4;

    private final SizeBudget budget;
    private final List<String> all = new ArrayList<>(List.of(""));
    private final Map<String, Integer> numbers = new HashMap<>(Map.of("", 0));

    Names(SizeBudget budget) {
      this.budget = budget;
    }

    int number(String name) {
      String shown = PageText.of(name);
      Integer number = numbers.get(shown);
      if (number == null) {
        number = 0;
        if (budget.take(TAGS + SizeBudget.of(shown))) {
          number = all.size();
          all.add(shown);
        }
        numbers.put(shown, number);
      }
      return number;
    }

    List<String> all() {
      return List.copyOf(all);
    }
  }

  private static final class Encoder {
    private final FrameMap map;
    private final Names names;
    private final ByteArrayOutputStream numbers = new ByteArrayOutputStream();

    Encoder(FrameMap map, Names names) {
      this.map = map;
      this.names = names;
    }

    String encode() {
      Map<FrameState, Integer> states = states();
      add(states.size());
      states.forEach(
          (state, number) -> {
            add(state.change().ordinal());
            add(state.before().ordinal());
            add(state.after().ordinal());
            add(names.number(state.name()));
          });
      long[] next = {0};
      map.forEachRun(
          (state, first, cells, differing) -> {
            if (first > next[0]) {
              add(0);
              add(first - next[0]);
            }
            add(states.get(state));
            add(cells);
            if (map.framesPerCell() > 1 && state.differs()) {
              add(differing);
            }
            next[0] = first + cells;
          });
      return Base64.getEncoder().encodeToString(deflate(numbers.toByteArray()));
    }

    /** Numbered from 1 on; those of most runs first, for they take a byte. */
    private Map<FrameState, Integer> states() {
      Map<FrameState, Integer> runs = new HashMap<>();
      List<FrameState> ordered = new ArrayList<>();
      map.forEachRun(
          (state, first, cells, differing) -> {
            if (runs.merge(state, 1, Integer::sum) == 1) {
              ordered.add(state);
            }
          });
      ordered.sort(Comparator.comparingInt((FrameState state) -> -runs.get(state)));
      Map<FrameState, Integer> states = new LinkedHashMap<>();
      ordered.forEach(state -> states.put(state, states.size() + 1));
      return states;
    }

    private void add(long number) {
      long left = number;
      while (left >= 0x80) {
        numbers.write((int) (left & 0x7f | 0x80));
        left >>>= 7;
      }
      numbers.write((int) left);
    }
  }

  private static byte[] deflate(byte[] bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    try {
      deflater.setInput(bytes);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 14];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }
}
