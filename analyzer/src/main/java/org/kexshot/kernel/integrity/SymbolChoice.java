package org.kexshot.kernel.integrity;

import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;
import org.kexshot.kernel.KernelImage;
import org.kexshot.symbols.Symbol;
import org.kexshot.symbols.SymbolTable;

/**
 * Chooses the variable that is meant where static ones of several files have a name, by section,
 * size and what it points to: of {@code formats} only the list of program formats is a list. Cost:
 * a few reads for a name that several have.
 */
final class SymbolChoice {
  private final Inspection inspection;
  private final KernelImage image;

  SymbolChoice(Inspection inspection) {
    this.inspection = inspection;
    this.image = inspection.image();
  }

  /**
   * The address of heads of circular lists.
   *
   * @return empty if the kernel has none, or if it is not known which of several it is, which is a
   *     problem noted
   */
  OptionalLong heads(String name, int count) throws IOException {
    return choose(name, 2L * count * image.memory().pointerSize(), this::isHead);
  }

  /** The address of pointers, or of structures of so many bytes. */
  OptionalLong pointers(String name, long bytes) throws IOException {
    return choose(name, bytes, this::isPointer);
  }

  private interface Test {
    boolean holds(long address) throws IOException;
  }

  private OptionalLong choose(String name, long bytes, Test test) throws IOException {
    SymbolTable symbols = image.symbols();
    List<Integer> all = symbols.indexesOf(name);
    OptionalLong first = symbols.findData(name);
    if (all.size() < 2 || first.isPresent() && isGlobal(first.getAsLong(), all)) {
      return first;
    }
    OptionalLong chosen = OptionalLong.empty();
    for (int index : all) {
      Symbol symbol = symbols.symbol(index);
      boolean fits = symbol.size() == 0 || symbol.size() >= bytes;
      if (symbol.isData() && fits && test.holds(symbol.address())) {
        if (chosen.isPresent()) {
          inspection.problems().add("%s: several variables have that name, and look alike", name);
          return OptionalLong.empty();
        }
        chosen = OptionalLong.of(symbol.address());
      }
    }
    if (chosen.isEmpty()) {
      inspection.problems().add("%s: of %d symbols with that name none fits", name, all.size());
    }
    return chosen;
  }

  private boolean isGlobal(long address, List<Integer> all) throws IOException {
    SymbolTable symbols = image.symbols();
    return all.stream()
        .map(symbols::symbol)
        .anyMatch(symbol -> symbol.address() == address && symbol.isGlobal() && !symbol.isText());
  }

  /** Whether both neighbours in the circle know it. */
  private boolean isHead(long head) {
    int word = image.memory().pointerSize();
    try {
      long next = image.memory().readPointer(head);
      long previous = image.memory().readPointer(head + word);
      return image.memory().readPointer(next + word) == head
          && image.memory().readPointer(previous) == head;
    } catch (IOException nowhere) {
      return false;
    }
  }

  private boolean isPointer(long address) {
    try {
      long target = image.memory().readPointer(address);
      // An empty list points to itself.
      return target == 0 || target != address && image.memory().readPointer(target) != target;
    } catch (IOException nowhere) {
      return false;
    }
  }
}
